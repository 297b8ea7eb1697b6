/**
 * Checks of flags' values, in the words of Docker's client (its `opts` package). They return what is kept of
 * the value, and throw Error.
 */

import { canonicalIp } from './ip.ts'
import { splitPair } from './kv.ts'

const STREAMS = ['stdin', 'stdout', 'stderr']

/** `--attach`: a stream, in small letters. */
export function checkAttach(value: string): string {
  const stream = value.toLowerCase()
  if (STREAMS.includes(stream)) return stream
  throw new Error('valid streams are STDIN, STDOUT and STDERR')
}

/** `--env`. */
export function checkEnv(value: string): string {
  if (splitPair(value)[0] === '') throw new Error(`invalid environment variable: ${value}`)
  return value
}

/** `--label`. */
export function checkLabel(value: string): string {
  const name = splitPair(value)[0].replace(/^[ \t]+/, '')
  if (name === '') throw new Error(`invalid label '${value}': empty name`)
  if (/[ \t]/.test(name)) throw new Error(`label '${name}' contains whitespaces`)
  return value
}

/** `--add-host`. */
export function checkAddHost(value: string): string {
  const at = value.indexOf(':')
  if (at <= 0) throw new Error(`bad format for add-host: ${JSON.stringify(value)}`)
  const address = value.slice(at + 1)
  if (address !== 'host-gateway' && canonicalIp(address.trim()) === undefined) {
    throw new Error(`invalid IP address in add-host: ${JSON.stringify(address)}`)
  }
  return value
}

/** `--dns`: an address in its shortest form. */
export function checkDns(value: string): string {
  const address = canonicalIp(value.trim())
  if (address === undefined) throw new Error(`${value} is not an ip address`)
  return address
}

const DOMAIN =
  /^(:?(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))(:?\.(:?[a-zA-Z0-9]|(:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])))*)\.?\s*$/

/** `--dns-search`: a domain, or `.` for none. */
export function checkDnsSearch(value: string): string {
  const domain = value.replace(/^ +| +$/g, '')
  if (domain === '.') return domain
  const [, name = ''] = DOMAIN.exec(domain) ?? []
  if (!/[a-zA-Z]/.test(domain) || name === '' || name.length >= 255) {
    throw new Error(`${domain} is not a valid domain`)
  }
  return name
}

/** `--link`: `name` or `name:alias`. */
export function checkLink(value: string): string {
  if (value === '') throw new Error('empty string specified for links')
  if (value.split(':').length > 2) throw new Error(`bad format for links: ${value}`)
  return value
}

const SYSCTLS = [
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
]

/** `--sysctl`: one that belongs to a namespace. */
export function checkSysctl(value: string): string {
  const [name, setting] = splitPair(value)
  const isKnown = SYSCTLS.includes(name) || /^(net|fs\.mqueue)\./.test(name)
  if (setting === undefined || !isKnown) throw new Error(`sysctl '${value}' is not whitelisted`)
  return value
}

/** `--device-cgroup-rule`: `c 1:3 rwm`. */
export function checkCgroupRule(value: string): string {
  if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(value)) {
    throw new Error(`invalid device cgroup format '${value}'`)
  }
  return value
}
