/** The frames between the host and the guest's agent; `agent/wire.h` is the other side. */
import type { Step } from './machine.ts'

/** Bytes of each stream that may be under way before its reader has granted more. */
export const WINDOW = 256 * 1024

/** Largest payload of a frame, in bytes. */
export const FRAME_MAX = 1 << 20

/** Frames that the host sends. */
export const TO_AGENT = {
  submit: 1,
  stdin: 2,
  credit: 3,
  signal: 4,
  resize: 5,
  clock: 6,
  groupSignal: 50,
  callStdout: 51,
  callStderr: 52,
  callWant: 53,
  callRaw: 54,
  callSignals: 55,
  callExit: 56,
} as const

/** Frames that the agent sends. */
export const FROM_AGENT = {
  started: 1,
  stdout: 2,
  stderr: 3,
  stdinCredit: 4,
  output: 5,
  done: 6,
  callOpen: 50,
  callStdin: 51,
  callSignal: 52,
  callResize: 53,
  callTaken: 54,
  callGone: 55,
} as const

const OP = {
  mkdir: 1,
  mount: 2,
  umount: 3,
  write: 4,
  read: 5,
  remove: 6,
  setxattr: 7,
  spawn: 8,
  finally: 9,
  unpack: 10,
  pack: 11,
  changes: 12,
  stat: 13,
  usage: 14,
  list: 15,
  devices: 16,
  netns: 40,
  unnetns: 41,
  bridge: 42,
  unbridge: 43,
  plug: 44,
  unplug: 45,
  route: 46,
  names: 47,
  resolver: 48,
  connect: 49,
  symlink: 50,
  link: 51,
  rename: 52,
  chmod: 53,
  utime: 54,
} as const

const SPAWN_STDIN = 1
const SPAWN_TTY = 2
const SPAWN_SCRIPT = 4
const READ_OPTIONAL = 1
const UNPACK_OWNER = 1
const UNPACK_KEEP_KINDS = 2
const PACK_LAYER = 1
const PACK_FOLLOW = 2

const utf8 = new TextEncoder()

/** A growing little-endian buffer. */
class Writer {
  #bytes = new Uint8Array(4096)
  #used = 0

  #room(wanted: number): DataView {
    if (this.#used + wanted > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + wanted))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    return new DataView(this.#bytes.buffer)
  }

  u8(value: number) {
    this.#room(1).setUint8(this.#used, value)
    this.#used += 1
  }

  u32(value: number) {
    this.#room(4).setUint32(this.#used, value, true)
    this.#used += 4
  }

  bytes(value: Uint8Array) {
    this.#room(value.length)
    this.#bytes.set(value, this.#used)
    this.#used += value.length
  }

  /** Length, bytes, and the NUL that lets C read it in place. */
  text(value: string | Uint8Array) {
    const bytes = typeof value === 'string' ? utf8.encode(value) : value
    this.u32(bytes.length)
    this.bytes(bytes)
    this.u8(0)
  }

  list(values: readonly string[]) {
    this.u32(values.length)
    for (const value of values) this.text(value)
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#used)
  }
}

/** A frame with its header. */
export function frame(task: number, type: number, payload: Uint8Array): Uint8Array {
  const writer = new Writer()
  writer.u32(payload.length)
  writer.u32(task)
  writer.u32(type)
  writer.bytes(payload)
  return writer.finish()
}

/** Numbers as a payload of little-endian 32-bit words. */
export function words(...values: number[]): Uint8Array {
  const writer = new Writer()
  for (const value of values) writer.u32(value)
  return writer.finish()
}

/** Payload of a credit frame: the reader of `stream` takes `bytes` more. */
export function credit(stream: 1 | 2, bytes: number): Uint8Array {
  const writer = new Writer()
  writer.u8(stream)
  writer.u32(bytes)
  return writer.finish()
}

/** Payload of a submit frame. */
export function encodeSteps(steps: readonly Step[]): Uint8Array {
  const program = new Writer()
  for (const step of steps) {
    const writer = new Writer()
    writer.u8(OP[step.op])
    encodeFields(writer, step)
    program.u32(writer.finish().length)
    program.bytes(writer.finish())
  }
  return program.finish()
}

function encodeFields(writer: Writer, step: Step) {
  switch (step.op) {
    case 'mkdir':
      writer.text(step.path)
      writer.u32(step.mode ?? 0o755)
      break
    case 'mount':
      writer.text(step.source)
      writer.text(step.target)
      writer.text(step.type)
      writer.u32(step.flags ?? 0)
      writer.text(step.data ?? '')
      break
    case 'umount':
      writer.text(step.target)
      break
    case 'write':
      writer.text(step.path)
      writer.text(step.data)
      writer.u32(step.mode ?? 0o644)
      break
    case 'read':
      writer.text(step.path)
      writer.u32(step.optional ? READ_OPTIONAL : 0)
      break
    case 'remove':
    case 'usage':
    case 'list':
      writer.text(step.path)
      break
    case 'devices':
      writer.text(step.path)
      writer.text(step.program)
      break
    case 'stat':
      writer.text(step.root)
      writer.text(step.path)
      break
    case 'changes':
      writer.text(step.path)
      writer.list(step.below)
      break
    case 'pack':
      writer.text(step.root)
      writer.text(step.path)
      writer.text(step.name)
      writer.u32((step.layer ? PACK_LAYER : 0) | (step.follow ? PACK_FOLLOW : 0))
      break
    case 'unpack':
      writer.text(step.root ?? step.path)
      writer.text(step.root === undefined ? '' : step.path)
      writer.u32((step.owner ? UNPACK_OWNER : 0) | (step.keepKinds ? UNPACK_KEEP_KINDS : 0))
      writer.u32(step.owner?.uid ?? 0)
      writer.u32(step.owner?.gid ?? 0)
      break
    case 'setxattr':
      writer.text(step.path)
      writer.text(step.name)
      writer.text(step.value)
      break
    case 'spawn':
      writer.list(step.argv)
      writer.list(step.env ?? ['PATH=/bin:/sbin'])
      writer.text(step.cwd ?? '')
      writer.text(step.ready ?? '')
      writer.text(step.console ?? '')
      writer.u32(
        (step.stdin || step.script ? SPAWN_STDIN : 0) |
          (step.tty ? SPAWN_TTY : 0) |
          (step.script ? SPAWN_SCRIPT : 0),
      )
      writer.u32(step.tty?.rows ?? 0)
      writer.u32(step.tty?.cols ?? 0)
      if (step.look) writer.list(step.look)
      break
    case 'netns':
    case 'unnetns':
      writer.text(step.path)
      break
    case 'bridge':
      writer.text(step.name)
      writer.text(step.mac)
      writer.u32(step.address)
      writer.u32(step.prefix)
      break
    case 'unbridge':
      writer.text(step.name)
      break
    case 'plug':
      writer.text(step.netns)
      writer.text(step.card)
      writer.text(step.bridge)
      writer.text(step.mac)
      writer.u32(step.address)
      writer.u32(step.prefix)
      break
    case 'unplug':
      writer.text(step.netns)
      writer.text(step.card)
      break
    case 'route':
      writer.text(step.netns)
      writer.u32(step.gateway ?? 0)
      break
    case 'names':
      writer.text(step.table)
      writer.text(step.owner)
      writer.u32(step.address)
      writer.list(step.names)
      break
    case 'resolver':
      writer.text(step.netns)
      writer.list(step.tables)
      break
    case 'connect':
      writer.u32(step.address)
      writer.u32(step.port)
      break
    case 'symlink':
      writer.text(step.target)
      writer.text(step.path)
      break
    case 'link':
    case 'rename':
      writer.text(step.from)
      writer.text(step.path)
      break
    case 'chmod':
      writer.text(step.path)
      writer.u32(step.mode)
      break
    case 'utime':
      writer.text(step.path)
      writer.u32(Math.floor(step.time / 1000))
      writer.u32(Math.floor((step.time % 1000) * 1e6))
      break
    case 'finally':
      break
  }
}

/** A frame that arrived. */
export interface Frame {
  task: number
  type: number
  payload: Uint8Array
}

/** Cuts a byte stream into frames; `onFrame` gets payloads that are its own to keep. */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Uint8Array) => void {
  const HEADER = 12
  let pending = new Uint8Array(0)
  return (chunk) => {
    let bytes = new Uint8Array(pending.length + chunk.length)
    bytes.set(pending)
    bytes.set(chunk, pending.length)
    while (bytes.length >= HEADER) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const end = HEADER + view.getUint32(0, true)
      if (bytes.length < end) break
      onFrame({
        task: view.getUint32(4, true),
        type: view.getUint32(8, true),
        payload: bytes.subarray(HEADER, end),
      })
      bytes = bytes.subarray(end)
    }
    pending = bytes
  }
}
