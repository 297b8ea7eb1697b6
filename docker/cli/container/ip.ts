const DECIMAL = /^(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/

/**
 * An IP address as Go writes it (`net.ParseIP(text).String()`): IPv6 in its shortest form, an IPv4 address in IPv6 as
 * plain IPv4. Undefined where the text is no address.
 */
export function canonicalIp(text: string): string | undefined {
  if (!text.includes(':')) return isIpv4(text) ? text : undefined
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return undefined
  const address = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address)
  if (!mapped) return address
  const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Whether a text is an IPv4 or IPv6 address. */
export function isIp(text: string): boolean {
  return canonicalIp(text) !== undefined
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => DECIMAL.test(part))
}

/** Whether a text is a hardware address of 6, 8 or 20 bytes (Go's `net.ParseMAC`). */
export function isMac(text: string): boolean {
  const isPairs =
    /^([\da-f]{2})(([:-])[\da-f]{2}(?:\3[\da-f]{2}){4})(?:\3[\da-f]{2}\3[\da-f]{2}(?:(?:\3[\da-f]{2}){12})?)?$/i
  const isQuads = /^[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}(?:\.[\da-f]{4}(?:(?:\.[\da-f]{4}){6})?)?$/i
  return isPairs.test(text) || isQuads.test(text)
}

/** Whether an address is the computer's own, to Docker's client. */
export function isLoopback(address: string): boolean {
  return /(127\.([0-9]{1,3}\.){2}[0-9]{1,3})|(::1)$/.test(address)
}
