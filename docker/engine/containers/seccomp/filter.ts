import type { Profile, Verdict } from './profile.ts'
import { SYSCALLS } from './syscalls.ts'

/** linux/bpf_common.h and linux/seccomp.h. */
const LOAD = 0x20
const JUMP_IF_EQUAL = 0x15
const JUMP_IF_AT_LEAST = 0x35
const JUMP_IF_ANY_BIT = 0x45
const RETURN = 0x06
const RET_KILL = 0x0000_0000
const RET_ERRNO = 0x0005_0000
const RET_ALLOW = 0x7fff_0000

/** Places in `struct seccomp_data`, whose words are 32 bits wide; of an argument the lower half. */
const NUMBER = 0
const ARCHITECTURE = 4
const FIRST_ARGUMENT = 16

const AUDIT_ARCH_I386 = 0x4000_0003

/** An instruction; jumps go to the places of these labels. */
interface Instruction {
  code: number
  k: number
  then?: string
  otherwise?: string
}

/** Calls from `first` on, up to the next segment, with one verdict. */
interface Segment {
  first: number
  verdict: Verdict
}

/**
 * The profile as a classic BPF program for the kernel (`struct sock_filter[]`). Calls are found by halving the range
 * of their numbers: the kernel runs the filter once for each number when it is attached, to know those that are
 * always allowed, and a list of some 350 comparisons would cost the guest more than the container's own start.
 */
export function assembleFilter(profile: Profile): Uint8Array {
  const code: (Instruction | { label: string })[] = []
  const returns = new Map<string, number>()
  let labels = 0

  const returning = (value: number) => {
    const label = `return ${value}`
    returns.set(label, value)
    return label
  }
  /** Where a call with this verdict goes on; appends what looks at its argument. */
  const leaf = (verdict: Verdict, later: (() => void)[]): string => {
    if (verdict === 'allow') return returning(RET_ALLOW)
    if ('errno' in verdict) return returning(RET_ERRNO | verdict.errno)
    const label = `argument ${labels++}`
    const failed = returning(RET_ERRNO | profile.otherwise.errno)
    const allowed = returning(RET_ALLOW)
    later.push(() => {
      code.push({ label }, { code: LOAD, k: FIRST_ARGUMENT })
      if ('without' in verdict) {
        code.push({ code: JUMP_IF_ANY_BIT, k: verdict.without, then: failed, otherwise: allowed })
      } else {
        verdict.oneOf.forEach((value, at) => {
          const last = at === verdict.oneOf.length - 1
          code.push({
            code: JUMP_IF_EQUAL,
            k: value,
            then: allowed,
            ...(last && { otherwise: failed }),
          })
        })
      }
    })
    return label
  }
  /** Finds the segment that a number is in; answers where that begins. */
  const search = (segments: readonly Segment[], later: (() => void)[]): string => {
    const [only] = segments
    if (only && segments.length === 1) return leaf(only.verdict, later)
    const middle = segments.length >> 1
    const label = `search ${labels++}`
    const instruction: Instruction = { code: JUMP_IF_AT_LEAST, k: segments[middle]?.first ?? 0 }
    code.push({ label }, instruction)
    instruction.otherwise = search(segments.slice(0, middle), later)
    instruction.then = search(segments.slice(middle), later)
    return label
  }

  code.push(
    { code: LOAD, k: ARCHITECTURE },
    { code: JUMP_IF_EQUAL, k: AUDIT_ARCH_I386, otherwise: returning(RET_KILL) },
    { code: LOAD, k: NUMBER },
  )
  const later: (() => void)[] = []
  search(segmentsOf(profile), later)
  for (const emit of later) emit()
  for (const [label, value] of returns) code.push({ label }, { code: RETURN, k: value })
  return encode(code)
}

/** The calls' verdicts over the line of numbers. */
function segmentsOf({ calls, otherwise }: Profile): Segment[] {
  const byNumber = [...calls]
    .map(([name, verdict]) => ({ number: SYSCALLS.get(name), verdict }))
    .filter((call) => call.number !== undefined)
    .map(({ number = 0, verdict }) => ({ number, verdict }))
    .toSorted((a, b) => a.number - b.number)
  const segments: Segment[] = [{ first: 0, verdict: otherwise }]
  const add = (first: number, verdict: Verdict) => {
    const last = segments.at(-1)
    if (last?.first === first) segments.pop()
    if (segments.at(-1)?.verdict !== verdict) segments.push({ first, verdict })
  }
  for (const { number, verdict } of byNumber) {
    add(number, verdict)
    segments.push({ first: number + 1, verdict: otherwise })
  }
  return segments
}

function encode(code: readonly (Instruction | { label: string })[]): Uint8Array {
  const places = new Map<string, number>()
  const instructions: Instruction[] = []
  for (const line of code) {
    if ('label' in line) places.set(line.label, instructions.length)
    else instructions.push(line)
  }
  const bytes = new Uint8Array(8 * instructions.length)
  const view = new DataView(bytes.buffer)
  instructions.forEach(({ code, k, then, otherwise }, at) => {
    const distance = (label: string | undefined) => {
      const jump = label === undefined ? 0 : (places.get(label) ?? 0) - at - 1
      if (jump < 0 || jump > 255) throw new RangeError(`a jump over ${jump} instructions`)
      return jump
    }
    view.setUint16(8 * at, code, true)
    view.setUint8(8 * at + 2, distance(then))
    view.setUint8(8 * at + 3, distance(otherwise))
    view.setUint32(8 * at + 4, k, true)
  })
  return bytes
}
