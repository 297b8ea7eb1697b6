import type { ServerResponse } from 'node:http'
import { copyTo } from './socket.node.ts'

/** Sends a response: its head at once, its body as it comes. A body that fails breaks the connection off. */
export async function answer(response: Response, outgoing: ServerResponse): Promise<void> {
  const { body, status } = response
  outgoing.statusCode = status
  for (const [name, value] of response.headers) outgoing.setHeader(titleCase(name), value)
  if (!body) {
    if (status !== 204 && status !== 304) outgoing.setHeader('Content-Length', 0)
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  try {
    await copyTo(outgoing, body)
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}

/** An error as dockerd sends it. */
export function errorResponse(status: number, message: string): Response {
  return new Response(`${JSON.stringify({ message })}\n`, {
    status,
    headers: { 'Content-Type': 'application/json' },
  })
}

/** `api-version` → `Api-Version`: the same to HTTP, and what people know from dockerd. */
function titleCase(name: string): string {
  return name.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())
}
