import { describe, expect, it } from 'vitest'
import { assembleFilter } from '../../docker/engine/containers/seccomp/filter.ts'
import { defaultProfile } from '../../docker/engine/containers/seccomp/profile.ts'
import { SYSCALLS } from '../../docker/engine/containers/seccomp/syscalls.ts'

const I386 = 0x40000003
const X86_64 = 0xc000003e
const ALLOW = 0x7fff0000
const errno = (number: number) => 0x50000 | number

/** Runs a filter as the kernel does: classic BPF over `struct seccomp_data`. */
function run(filter: Uint8Array, number: number, argument = 0, architecture = I386): number {
  const program = new DataView(filter.buffer, filter.byteOffset, filter.length)
  const data: Record<number, number> = { 0: number, 4: architecture, 16: argument }
  let a = 0
  for (let at = 0; ; at++) {
    const code = program.getUint16(8 * at, true)
    const [jt, jf] = [program.getUint8(8 * at + 2), program.getUint8(8 * at + 3)]
    const k = program.getUint32(8 * at + 4, true)
    if (code === 0x20) a = data[k] ?? NaN
    else if (code === 0x15) at += a === k ? jt : jf
    else if (code === 0x35) at += a >= k ? jt : jf
    else if (code === 0x45) at += (a & k) !== 0 ? jt : jf
    else if (code === 0x06) return k
    else throw new Error(`instruction ${code}`)
  }
}

describe('the default seccomp filter', () => {
  const capabilities = ['CAP_CHOWN', 'CAP_SYS_CHROOT']
  const profile = defaultProfile(capabilities)
  const filter = assembleFilter(profile)

  it('says of every number what the profile says', () => {
    const names = new Map([...SYSCALLS].map(([name, number]) => [number, name]))
    for (let number = 0; number < 1000; number++) {
      const verdict = profile.calls.get(names.get(number) ?? '')
      if (typeof verdict === 'object' && !('errno' in verdict)) continue
      const wanted =
        verdict === 'allow' ? ALLOW : errno(verdict && 'errno' in verdict ? verdict.errno : 1)
      expect([number, run(filter, number)]).toEqual([number, wanted])
    }
    expect(run(filter, 0xffffffff)).toBe(errno(1))
  })

  it('kills what calls as another processor does', () => {
    expect(run(filter, 1, 0, X86_64)).toBe(0)
  })

  // Numbers of asm/unistd_32.h.
  it.each([
    ['exit', 1, 0, ALLOW],
    ['mount', 21, 0, errno(1)],
    ['chroot', 61, 0, ALLOW],
    ['unshare', 310, 0, errno(1)],
    ['futex_waitv', 449, 0, ALLOW],
    ['clone of a process', 120, 0x11, ALLOW],
    ['clone with CLONE_NEWUSER', 120, 0x10000011, errno(1)],
    ['clone3, which the C library then does without', 435, 0, errno(38)],
    ['personality PER_LINUX', 136, 0, ALLOW],
    ['personality ADDR_NO_RANDOMIZE', 136, 0x40000, errno(1)],
    ['personality that only asks', 136, 0xffffffff, ALLOW],
  ])('judges %s', (_, number, argument, verdict) => {
    expect(run(filter, number, argument)).toBe(verdict)
  })

  it('allows what comes with a capability', () => {
    const admin = assembleFilter(defaultProfile(['CAP_SYS_ADMIN']))
    expect(run(admin, 21)).toBe(ALLOW)
    expect(run(admin, 120, 0x10000011)).toBe(ALLOW)
    expect(run(admin, 61)).toBe(errno(1))
  })
})
