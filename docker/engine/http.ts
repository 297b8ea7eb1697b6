import type { Context } from 'hono'

/** A flag in a query string, by Docker's rules: everything but empty, `0`, `no`, `false` and `none` is yes. */
export function flag(c: Context, name: string, otherwise = false): boolean {
  const value = c.req.query(name)?.trim().toLowerCase()
  if (value === undefined) return otherwise
  return !['', '0', 'no', 'false', 'none'].includes(value)
}

/** A whole number in a query string; undefined where there is none. */
export function integer(c: Context, name: string): number | undefined {
  const value = c.req.query(name)
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined
}

/** A body that is sent as it comes; its headers are sent at once. */
export function streamed(body: ReadableStream<Uint8Array>, type: string): Response {
  return new Response(body, { headers: { 'Content-Type': type } })
}
