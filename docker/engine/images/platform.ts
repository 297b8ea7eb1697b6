import { PLATFORM, type Platform } from '../../registry/client.ts'
import { invalid } from '../errors.ts'

/** Operating systems and architectures that containerd knows when it sees the word alone. */
const SYSTEMS =
  'aix android darwin dragonfly freebsd hurd illumos js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  )
const ARCHITECTURES =
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  )

/** Other names of architectures, and the variants that they stand for. */
const ALIASES: ReadonlyMap<string, Omit<Platform, 'os'>> = new Map([
  ['i386', { architecture: '386' }],
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['aarch64', { architecture: 'arm64' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
])

/**
 * Reads a platform, `os[/architecture[/variant]]` or an architecture alone, as containerd's `platforms.Parse` does.
 * @throws EngineError (400)
 */
export function parsePlatform(text: string): Platform {
  const quoted = JSON.stringify(text)
  if (text.includes('*')) {
    throw invalid(`${quoted}: wildcards not yet supported: invalid argument`)
  }
  const parts = text.split('/')
  const odd = parts.find((part) => !/^[A-Za-z0-9_-]+$/.test(part))
  if (odd !== undefined) {
    throw invalid(
      `${JSON.stringify(odd)} is an invalid component of ${quoted}: platform specifier component must match "^[A-Za-z0-9_-]+$": invalid argument`,
    )
  }
  const [first = '', second, third, fourth] = parts.map((part) => part.toLowerCase())
  if (fourth !== undefined)
    throw invalid(`${quoted}: cannot parse platform specifier: invalid argument`)
  if (second === undefined) {
    const system = first === 'macos' ? 'darwin' : first
    if (SYSTEMS.includes(system)) return { ...PLATFORM, os: system }
    const known = architecture(first, undefined)
    if (ARCHITECTURES.includes(known.architecture)) return { os: PLATFORM.os, ...known }
    throw invalid(`${quoted}: unknown operating system or architecture: invalid argument`)
  }
  return { os: first === 'macos' ? 'darwin' : first, ...architecture(second, third) }
}

function architecture(name: string, variant: string | undefined): Omit<Platform, 'os'> {
  const known = ALIASES.get(name) ?? { architecture: name }
  const named = variant ?? known.variant
  // The first of arm64's variants goes without saying.
  const isSaid = named !== undefined && !(known.architecture === 'arm64' && /^(8|v8)$/.test(named))
  return { architecture: known.architecture, ...(isSaid && { variant: named }) }
}
