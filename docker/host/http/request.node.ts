import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** Headers that are about the connection, not about what it carries. */
const CONNECTION = new Set(['connection', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade'])

/**
 * A request as the engine takes it.
 * @param body replaces the message's own body
 * @throws TypeError for an address or a method that is none
 */
export function requestOf(
  message: IncomingMessage,
  signal: AbortSignal,
  body?: Uint8Array<ArrayBuffer>,
): Request {
  const { method = 'GET', url = '/' } = message
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    if (!CONNECTION.has(name)) for (const value of values) headers.append(name, value)
  }
  const init = { method, headers, signal }
  const address = new URL(url.startsWith('/') ? `http://docker${url}` : url)
  if (method === 'GET' || method === 'HEAD') {
    message.resume()
    return new Request(address, init)
  }
  if (body) return new Request(address, { ...init, body })
  const hasBody =
    message.headers['transfer-encoding'] !== undefined ||
    Number(message.headers['content-length'] ?? 0) > 0
  if (!hasBody) return new Request(address, init)
  return new Request(address, { ...init, body: bodyOf(message), ...{ duplex: 'half' } })
}

/**
 * A message's body. Not `Readable.toWeb`, whose cancellation would destroy the connection, which an answer goes out on.
 * @param giveUp what to do with the rest of a body that nobody wants
 */
export function bodyOf(
  message: IncomingMessage,
  giveUp: () => void = () => message.resume(),
): ReadableStream<Uint8Array> {
  const chunks = Readable.prototype.iterator.call(message, { destroyOnReturn: false })
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(new Uint8Array(value))
    },
    cancel: giveUp,
  })
}
