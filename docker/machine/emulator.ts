import { V86 } from 'v86'
import { connectAgent } from './agent-connection.ts'
import { deferred } from './deferred.ts'
import type { Machine, MachineInfo } from './machine.ts'
import { MachineStopped } from './machine.ts'

const AGENT_PORT = 2374
/** Larger than Ethernet's, so that most requests and answers are one packet. */
const MTU = 9000

/** Milliseconds without an acknowledgement after which a segment counts as lost. */
const RESEND_AFTER = 200

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
  /** A segment was sent and is not acknowledged. */
  pending?: boolean
  /** The guest's last acknowledgement. */
  last_received_ackn?: number
  /** Sends what waits, unless a segment is pending. */
  pump(): void
  on(event: 'connect' | 'close' | 'shutdown', handler: () => void): void
  on(event: 'data', handler: (bytes: Uint8Array) => void): void
  write(bytes: Uint8Array): void
  close(): void
}

interface NetworkAdapter {
  /** Takes an Ethernet frame that the guest sent. */
  send(frame: Uint8Array): void
  connect(port: number): TcpConnection
}

function isNetworkAdapter(value: unknown): value is NetworkAdapter {
  return typeof value === 'object' && value !== null && 'connect' in value && 'send' in value
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
  // The adapter plays a whole network: it fetches for the guest's port 80, resolves names and answers pings.
  const send = adapter.send.bind(adapter)
  adapter.send = (frame) => {
    if (isFromAgent(frame)) send(frame)
  }

  await emulator.run()
  const connected = deferred<void>()
  const connection = adapter.connect(AGENT_PORT)
  const agent = connectAgent({ write: (bytes) => connection.write(bytes) })
  connection.on('connect', () => connected.resolve())
  connection.on('data', (bytes) => agent.receive(bytes))
  const resending = resendLost(connection)
  const ended = deferred<MachineStopped>()
  const end = (reason: string) => {
    clearInterval(resending)
    const stopped = new MachineStopped(reason)
    agent.close(stopped)
    ended.resolve(stopped)
  }
  const lost = () => end('the Linux machine ended by itself')
  onPanic(emulator, (reason) => end(`the Linux machine’s kernel panicked (${reason})`))
  connection.on('shutdown', lost)
  connection.on('close', lost)
  await connected.promise
  agent.setClock(Date.now(), crypto.getRandomValues(new Uint8Array(32)))

  return {
    submit: (steps) => agent.submit(steps),
    instructions: () => emulator.get_instruction_counter(),
    info: await readInfo(agent),
    ended: ended.promise,
    hangUp: () => connection.close(),
    async stop() {
      end('the machine was stopped')
      await emulator.destroy()
    },
  }
}

/**
 * v86's TCP sends no segment twice, but its network card drops one when the guest has no buffer for it at that
 * moment: without this, both would wait for ever.
 */
function resendLost(connection: TcpConnection): ReturnType<typeof setInterval> {
  let seen: number | undefined
  return setInterval(() => {
    const { pending, last_received_ackn } = connection
    if (pending && last_received_ackn === seen) {
      connection.pending = false
      connection.pump()
    }
    seen = pending ? last_received_ackn : undefined
  }, RESEND_AFTER)
}

/** Watches the console: a kernel that panics closes no connection. */
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

/** Whether a frame is an ARP packet, or TCP over IPv4 from the agent's port. */
function isFromAgent(frame: Uint8Array): boolean {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const IP = 14
  const etherType = frame.length >= IP ? view.getUint16(12) : 0
  if (etherType === 0x0806) return true
  if (etherType !== 0x0800 || frame.length < IP + 40) return false
  const headerLength = (view.getUint8(IP) & 15) * 4
  return view.getUint8(IP + 9) === 6 && view.getUint16(IP + headerLength) === AGENT_PORT
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
