/** A value as Go's `json.Marshal` writes it: what HTML would take for markup, and JavaScript for a line's end, escaped. */
export function marshalJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The entries in the order in which Go writes a map's: by key, compared as bytes. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  const encoder = new TextEncoder()
  const compare = (a: string, b: string) => compareBytes(encoder.encode(a), encoder.encode(b))
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => compare(a, b)))
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const index = a.findIndex((byte, position) => byte !== b[position])
  return index < 0 ? a.length - b.length : (a[index] ?? 0) - (b[index] ?? -1)
}
