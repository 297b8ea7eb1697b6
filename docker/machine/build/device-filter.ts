/** linux/bpf.h: operations on a 64-bit register and a constant, and loads. */
const OP = {
  load32: 0x61,
  move: 0xb7,
  moveRegister: 0xbf,
  and: 0x57,
  shiftRight: 0x77,
  jump: 0x05,
  ifEqual: 0x15,
  ifNotEqual: 0x55,
  ifAtMost: 0xb5,
  exit: 0x95,
} as const

const [RESULT, CONTEXT, ACCESS, MAJOR, MINOR, WANTED] = [0, 1, 2, 3, 4, 5]
const CHARACTER_DEVICE = 2
const MKNOD = 1

interface Instruction {
  op: number
  to?: number
  from?: number
  offset?: number
  value?: number
  /** Where a jump goes. */
  go?: string
}

/**
 * An eBPF program that allows containers what dockerd's device rules allow them by default, where crun fills in what
 * every runtime has to (https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config-linux.md#default-devices):
 * to make any node, and to open null, zero, full, random, urandom, tty, console, ptmx and terminals.
 */
export function deviceFilter(): Uint8Array {
  const allowIf = (minor: number): Instruction => ({
    op: OP.ifEqual,
    to: MINOR,
    value: minor,
    go: 'allow',
  })
  return assemble([
    { op: OP.load32, to: ACCESS, from: CONTEXT, offset: 0 },
    { op: OP.load32, to: MAJOR, from: CONTEXT, offset: 4 },
    { op: OP.load32, to: MINOR, from: CONTEXT, offset: 8 },
    // The upper half of the first word says what is wanted, the lower half with what kind of device.
    { op: OP.moveRegister, to: WANTED, from: ACCESS },
    { op: OP.shiftRight, to: WANTED, value: 16 },
    { op: OP.ifEqual, to: WANTED, value: MKNOD, go: 'allow' },
    { op: OP.and, to: ACCESS, value: 0xffff },
    { op: OP.ifNotEqual, to: ACCESS, value: CHARACTER_DEVICE, go: 'deny' },
    { op: OP.ifEqual, to: MAJOR, value: 136, go: 'allow' },
    { op: OP.ifEqual, to: MAJOR, value: 5, go: 'tty' },
    { op: OP.ifNotEqual, to: MAJOR, value: 1, go: 'deny' },
    ...[3, 5, 7, 8, 9].map(allowIf),
    { op: OP.jump, go: 'deny' },
    'tty',
    { op: OP.ifAtMost, to: MINOR, value: 2, go: 'allow' },
    'deny',
    { op: OP.move, to: RESULT, value: 0 },
    { op: OP.exit },
    'allow',
    { op: OP.move, to: RESULT, value: 1 },
    { op: OP.exit },
  ])
}

/** Lays instructions out as `struct bpf_insn[]`; texts between them are labels. */
function assemble(lines: readonly (Instruction | string)[]): Uint8Array {
  const places = new Map<string, number>()
  const code: Instruction[] = []
  for (const line of lines) {
    if (typeof line === 'string') places.set(line, code.length)
    else code.push(line)
  }
  const view = new DataView(new ArrayBuffer(8 * code.length))
  code.forEach(({ op, to = 0, from = 0, offset = 0, value = 0, go }, at) => {
    const place = go === undefined ? undefined : places.get(go)
    if (go !== undefined && place === undefined) throw new Error(`no label ${go}`)
    view.setUint8(8 * at, op)
    view.setUint8(8 * at + 1, (from << 4) | to)
    view.setInt16(8 * at + 2, place === undefined ? offset : place - at - 1, true)
    view.setInt32(8 * at + 4, value, true)
  })
  return new Uint8Array(view.buffer)
}
