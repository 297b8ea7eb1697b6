/**
 * The SHA-256 of these bytes, as digests are written; undefined in a browser that computes none,
 * as browsers do on pages that are neither from https nor from localhost.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  // The types say that it is always there. On an insecure page it is not.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (!subtle) return undefined
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes))
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
