/** Where an engine listens: a TCP port or a Unix socket. */
export type Address = { host: string; port: number } | { path: string }

/** An address that cannot be read; the message is that of Docker's client. */
export class InvalidAddress extends Error {
  override readonly name = 'InvalidAddress'
}

/** What Docker takes where an address leaves something out. */
const DEFAULTS = { host: 'localhost', port: 2375, path: '/var/run/docker.sock' }

/**
 * Reads an address as `docker -H` and `dockerd -H` do: `tcp://HOST:PORT`, `HOST:PORT`, `unix:///PATH`.
 * @throws {@link InvalidAddress} (20.10, `opts/hosts.go`)
 */
export function parseAddress(text: string): Address {
  const trimmed = text.trim()
  const [, scheme = 'tcp', rest = ''] = /^(?:(.*?):\/\/)?(.*)$/.exec(trimmed) ?? []
  if (scheme !== 'tcp' && scheme !== 'unix') {
    throw new InvalidAddress(`Invalid bind address format: ${trimmed}`)
  }
  if (rest.includes('://')) throw new InvalidAddress(`Invalid proto, expected ${scheme}: ${rest}`)
  if (scheme === 'unix') return { path: rest || DEFAULTS.path }
  const [, bracketed, plain, port] =
    /^(?:\[([\da-fA-F:.]+)\]|([^:/[\]]*))(?::(\d*))?\/?$/.exec(rest) ?? []
  const host = bracketed ?? plain
  if (host === undefined || Number(port ?? 0) > 65_535) {
    throw new InvalidAddress(`Invalid bind address format: ${trimmed}`)
  }
  return { host: host || DEFAULTS.host, port: port ? Number(port) : DEFAULTS.port }
}

/** An address as Docker's `-H` takes it. */
export function formatAddress(address: Address): string {
  if ('path' in address) return `unix://${address.path}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `tcp://${host}:${address.port}`
}
