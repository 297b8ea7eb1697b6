import type { Connection } from '../../engine/networks/connect.ts'
import { partsOf } from './body.ts'
import { ByteReader, MalformedResponse } from './reader.ts'

/** What browsers keep pages from giving to a `Request`, and from finding in a `Response`. */
export interface CookieHeaders {
  /** Value of the `Cookie` header; none is sent where it is empty. */
  sent: string
  /** Told the value of each `Set-Cookie` header of the answer. */
  take(value: string): void
}

/** Headers that are the connection's, which is used once. */
const OWN = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'])

/** Statuses whose answers have no body, whatever their heads say. */
const WITHOUT_BODY = new Set([101, 204, 205, 304])

/**
 * Asks a server over a connection, in HTTP/1.1. The connection is this request's alone, and ends with the answer's body.
 * Redirects are the caller's to follow.
 * @throws MalformedResponse if what comes back is no answer.
 */
export async function fetchOver(
  connection: Connection,
  request: Request,
  cookies?: CookieHeaders,
): Promise<Response> {
  const abort = () => connection.close()
  request.signal.addEventListener('abort', abort)
  try {
    await send(connection, request, cookies?.sent ?? '')
    const reader = new ByteReader(connection.readable)
    const head = await readHead(reader)
    for (const value of head.headers.getSetCookie()) cookies?.take(value)
    const init = { status: head.status, statusText: head.text, headers: head.headers }
    if (request.method === 'HEAD' || WITHOUT_BODY.has(head.status)) {
      connection.close()
      return new Response(null, init)
    }
    return new Response(bodyOf(connection, reader, head.headers), init)
  } catch (error) {
    connection.close()
    request.signal.throwIfAborted()
    throw error
  }
}

async function send({ writable }: Connection, request: Request, cookie: string): Promise<void> {
  const { host, pathname, search } = new URL(request.url)
  const body = new Uint8Array(await request.arrayBuffer())
  const lines = [`${request.method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`]
  for (const [name, value] of request.headers) if (!OWN.has(name)) lines.push(`${name}: ${value}`)
  if (cookie !== '') lines.push(`Cookie: ${cookie}`)
  const takesBody = !['GET', 'HEAD'].includes(request.method)
  if (takesBody) lines.push(`Content-Length: ${body.length}`)
  lines.push('Connection: close', '', '')
  const writer = writable.getWriter()
  await writer.write(new TextEncoder().encode(lines.join('\r\n')))
  if (body.length > 0) await writer.write(body)
  // It stays open: to some servers a half-closed connection is one whose client has gone.
  writer.releaseLock()
}

interface Head {
  status: number
  text: string
  headers: Headers
}

/** The head of the answer, after those that only tell how it goes. */
async function readHead(reader: ByteReader): Promise<Head> {
  for (;;) {
    const line = await reader.line()
    const [, code = '', text = ''] = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(line) ?? []
    if (code === '')
      throw new MalformedResponse(`an answer that begins with ${JSON.stringify(line)}`)
    const headers = new Headers()
    for (let field = await reader.line(); field !== ''; field = await reader.line()) {
      const [, name = '', value = ''] =
        /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(field) ?? []
      if (name === '') throw new MalformedResponse(`a header ${JSON.stringify(field)}`)
      headers.append(name, value)
    }
    const status = Number(code)
    if (status >= 200 || status === 101) return { status, text, headers }
  }
}

function bodyOf(connection: Connection, reader: ByteReader, headers: Headers) {
  const next = partsOf(headers, reader)
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const part = await next()
        if (part) {
          controller.enqueue(new Uint8Array(part))
          return
        }
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      connection.close()
    },
    cancel() {
      connection.close()
    },
  })
}
