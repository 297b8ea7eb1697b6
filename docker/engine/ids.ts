/** Where random bytes come from; replaceable so that tests can tell ids apart. */
export type RandomBytes = (length: number) => Uint8Array

/** The platform's own source of random bytes. */
export const cryptoRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/**
 * A container id: 64 hexadecimal digits. The first 12 are never all decimal, because they become the hostname
 * and a hostname of digits only reads as a number (Docker draws again in that case too).
 */
export function randomId(randomBytes: RandomBytes): string {
  for (;;) {
    const id = Array.from(randomBytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('')
    if (/\D/.test(id.slice(0, 12))) return id
  }
}

/** The short form that people see: 12 hexadecimal digits without the algorithm's name. */
export function shortId(id: string): string {
  return id.slice(id.indexOf(':') + 1).slice(0, 12)
}

/** An engine's ID in the form of dockerd's, which is libtrust's of a key: twelve groups of four letters of base32. */
export function randomEngineId(randomBytes: RandomBytes): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const text = Array.from(randomBytes(48), (byte) => letters.charAt(byte % 32)).join('')
  return (text.match(/.{4}/g) ?? []).join(':')
}
