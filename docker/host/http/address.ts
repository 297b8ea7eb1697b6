/** Where an engine listens: a TCP port or a Unix socket. */
export type Address = { host: string; port: number } | { path: string }

/** An address that cannot be read; the message says what is accepted. */
export class InvalidAddress extends Error {
  override readonly name = 'InvalidAddress'
}

/**
 * Reads `tcp://HOST:PORT`, `HOST:PORT` or `unix:///PATH`.
 * @throws {@link InvalidAddress}
 */
export function parseAddress(text: string): Address {
  const path = /^unix:\/\/(\/.+)$/.exec(text)?.[1]
  if (path !== undefined) return { path }
  const [, host, port] =
    /^(?:tcp:\/\/)?(\[[\da-fA-F:.]+\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(text) ?? []
  if (host !== undefined && Number(port) <= 65_535) {
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
  }
  throw new InvalidAddress(
    `"${text}" is no address: give tcp://HOST:PORT, HOST:PORT or unix:///PATH`,
  )
}

/** An address as Docker's `-H` takes it. */
export function formatAddress(address: Address): string {
  if ('path' in address) return `unix://${address.path}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `tcp://${host}:${address.port}`
}
