import { V86 } from 'v86'
import { connectAgent } from './agent-connection.ts'
import { deferred } from './deferred.ts'
import type { Machine, MachineInfo } from './machine.ts'
import { MachineStopped } from './machine.ts'

const AGENT_PORT = 2374
/** Larger than Ethernet's, so that most requests and answers are one packet. */
const MTU = 9000

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

/** A connection that v86's network adapter makes into the guest. */
interface TcpConnection {
  on(event: 'connect' | 'close' | 'shutdown', handler: () => void): void
  on(event: 'data', handler: (bytes: Uint8Array) => void): void
  write(bytes: Uint8Array): void
  close(): void
}

interface NetworkAdapter {
  fetch: (...args: unknown[]) => Promise<Response>
  connect(port: number): TcpConnection
}

function isNetworkAdapter(value: unknown): value is NetworkAdapter {
  return typeof value === 'object' && value !== null && 'connect' in value && 'fetch' in value
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
    net_device: { type: 'virtio', relay_url: 'fetch', masquerade: false, mtu: MTU },
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

/** A machine that can also be left by its host. */
export interface EmulatedMachine extends Machine {
  /** Closes the connection to the agent and leaves the machine running, as a snapshot wants it. */
  hangUp(): void
}

/** Starts the emulator, connects to the guest's agent and sets the guest's clock. */
export async function startEmulator(emulator: V86): Promise<EmulatedMachine> {
  const adapter: unknown = Reflect.get(emulator, 'network_adapter')
  if (!isNetworkAdapter(adapter)) throw new Error('v86 has no network adapter of the known shape')
  // The adapter would answer a guest's port 80 by fetching from the real network.
  adapter.fetch = () => Promise.reject(new Error('the machine has no network'))

  await emulator.run()
  const connected = deferred<void>()
  const connection = adapter.connect(AGENT_PORT)
  const agent = connectAgent({ write: (bytes) => connection.write(bytes) })
  connection.on('connect', () => connected.resolve())
  connection.on('data', (bytes) => agent.receive(bytes))
  const lost = () => agent.close(new MachineStopped('the machine’s agent hung up'))
  connection.on('shutdown', lost)
  connection.on('close', lost)
  await connected.promise
  agent.setClock(Date.now(), crypto.getRandomValues(new Uint8Array(32)))

  return {
    submit: (steps) => agent.submit(steps),
    instructions: () => emulator.get_instruction_counter(),
    info: await readInfo(agent),
    hangUp: () => connection.close(),
    async stop() {
      agent.close(new MachineStopped('the machine was stopped'))
      await emulator.destroy()
    },
  }
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
