import { V86 } from 'v86'
import { connectAgent } from './agent-connection.ts'
import { deferred } from './deferred.ts'
import { MTU, openLine } from './link.ts'
import type { Machine, MachineInfo } from './machine.ts'
import { MachineStopped } from './machine.ts'

/** What the emulator is started with: a snapshot at run time, a kernel when the snapshot is made. */
export interface EmulatorImages {
  /** Bytes of `v86.wasm`. */
  wasm: ArrayBuffer
  /** Memory in bytes; a snapshot restores only into as much as it was taken from. */
  memory: number
  snapshot?: ArrayBuffer
  boot?: {
    bios: ArrayBuffer
    vgaBios: ArrayBuffer
    kernel: ArrayBuffer
    initramfs: ArrayBuffer
    commandLine: string
  }
}

/** The emulator's end of the wires between its parts, which its types leave out. */
interface Bus {
  send(event: 'net0-receive', frame: Uint8Array): void
}

function isBus(value: unknown): value is Bus {
  return typeof value === 'object' && value !== null && 'send' in value
}

/** A PC in v86 with nothing but a processor, memory and a network card; not yet running. */
export async function createEmulator(images: EmulatorImages): Promise<V86> {
  const { boot, snapshot } = images
  const emulator = new V86({
    wasm_fn: async (imports) => {
      const { instance } = await WebAssembly.instantiate(images.wasm, imports)
      return instance.exports
    },
    memory_size: images.memory,
    vga_memory_size: 1024 * 1024,
    autostart: false,
    acpi: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    preserve_mac_from_state_image: true,
    // Without an address to relay to, nothing is on the other side of the network card but the agent's line.
    net_device: { type: 'virtio', mtu: MTU },
    ...(boot && {
      bios: { buffer: boot.bios },
      vga_bios: { buffer: boot.vgaBios },
      bzimage: { buffer: boot.kernel },
      initrd: { buffer: boot.initramfs },
      cmdline: boot.commandLine,
    }),
    ...(snapshot && { initial_state: { buffer: snapshot } }),
  })
  await new Promise<void>((resolve) => emulator.add_listener('emulator-ready', () => resolve()))
  return emulator
}

/** Starts the emulator, opens the line to the guest's agent and sets the guest's clock. */
export async function startEmulator(emulator: V86): Promise<Machine> {
  const bus: unknown = Reflect.get(emulator, 'bus')
  if (!isBus(bus)) throw new Error('v86 has no bus of the known shape')
  await emulator.run()
  const line = openLine(
    {
      deliver: (frame) => bus.send('net0-receive', frame),
      onFrame: (listener) => emulator.add_listener('net0-send', listener),
    },
    (bytes) => agent.receive(bytes),
  )
  const agent = connectAgent(line)
  const ended = deferred<MachineStopped>()
  const end = (reason: string) => {
    line.close()
    const stopped = new MachineStopped(reason)
    agent.close(stopped)
    ended.resolve(stopped)
  }
  onPanic(emulator, (reason) => end(`the Linux machine’s kernel panicked (${reason})`))
  agent.setClock(Date.now(), crypto.getRandomValues(new Uint8Array(32)))
  return {
    submit: (steps, watch) => agent.submit(steps, watch),
    onCall: (handler) => agent.onCall(handler),
    instructions: () => emulator.get_instruction_counter(),
    info: await readInfo(agent),
    ended: ended.promise,
    async stop() {
      end('the machine was stopped')
      await emulator.destroy()
    },
  }
}

/** Watches the console: the agent cannot tell of its own end. */
function onPanic(emulator: V86, listener: (reason: string) => void): void {
  let line = ''
  emulator.add_listener('serial0-output-byte', (byte) => {
    if (byte !== 10) {
      line = (line + String.fromCharCode(byte)).slice(-200)
      return
    }
    const reason = /Kernel panic - not syncing: (.*?)\r?$/.exec(line)?.[1]
    line = ''
    if (reason !== undefined) listener(reason)
  })
}

async function readInfo(agent: Pick<Machine, 'submit'>): Promise<MachineInfo> {
  const { output } = await agent.submit([
    { op: 'read', path: '/proc/sys/kernel/osrelease' },
    { op: 'read', path: '/proc/meminfo' },
  ]).done
  const [osrelease = '', meminfo = ''] = output.map((bytes) => new TextDecoder().decode(bytes))
  const kilobytes = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1]
  return {
    kernelVersion: osrelease.trim(),
    machine: 'i686',
    memory: Number(kilobytes ?? 0) * 1024,
  }
}
