import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Engine } from '../../engine/index.ts'
import { answer, errorResponse } from './answer.node.ts'
import { requestOf } from './request.node.ts'
import { copyTo, socketInput } from './socket.node.ts'

/** The type of a body that is a stream in both directions once the connection has been taken over. */
const RAW_STREAM = 'application/vnd.docker.raw-stream'

/** Milliseconds that a client has to close its side after the stream has ended. */
const PATIENCE = 10_000

/** Bytes of a request's body that are read ahead of a stream: exec's options. */
const LARGEST_BODY = 1024 * 1024

/**
 * Answers a request that asks for `Upgrade: tcp`: attach and exec start get the connection as a stream in both
 * directions, where the client's half-close is the end of the input. Everything else is answered as usual.
 */
export async function hijack(
  engine: Engine,
  message: IncomingMessage,
  socket: Socket,
  head: Uint8Array,
): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  socket.on('error', () => socket.destroy())
  socket.setNoDelay(true)
  const length = Number(message.headers['content-length'] ?? 0)
  if (message.headers['transfer-encoding'] !== undefined || !(length <= LARGEST_BODY)) {
    return answerOn(socket, message, errorResponse(400, 'unsupported body of an upgraded request'))
  }
  const { body, rest } = await readBody(socket, head, length)
  const request = requestOf(message, gone.signal, body)
  const input = socketInput(socket, rest)
  const response = await engine.fetch(request, input)
  const isStream =
    message.method === 'POST' &&
    response.status === 200 &&
    response.headers.get('Content-Type') === RAW_STREAM
  if (!isStream) return answerOn(socket, message, response)
  socket.write(
    `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${RAW_STREAM}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  )
  if (response.body) await copyTo(socket, response.body)
  socket.end()
  socket.setTimeout(PATIENCE, () => socket.destroy())
  if (!input.locked) await input.cancel()
}

/** The request's own body, which comes before the stream, and what was read beyond it. */
async function readBody(socket: Socket, head: Uint8Array, length: number) {
  const chunks = [new Uint8Array(head)]
  let size = head.length
  while (size < length) {
    const chunk: Uint8Array | null | undefined = await nextChunk(socket)
    if (!chunk) throw new Error('the connection ended inside the request')
    chunks.push(new Uint8Array(chunk))
    size += chunk.length
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return { body: length > 0 ? all.slice(0, length) : undefined, rest: all.subarray(length) }
}

function nextChunk(socket: Socket): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const settle = (chunk?: Uint8Array) => {
      socket.pause()
      socket.off('data', settle)
      socket.off('end', settle)
      socket.off('close', settle)
      resolve(chunk)
    }
    socket.on('data', settle)
    socket.on('end', settle)
    socket.on('close', settle)
    socket.resume()
  })
}

/** Answers on a connection that has left the HTTP server, and closes it. */
async function answerOn(socket: Socket, message: IncomingMessage, response: Response) {
  const outgoing = new ServerResponse(message)
  outgoing.shouldKeepAlive = false
  outgoing.assignSocket(socket)
  outgoing.once('finish', () => socket.end())
  await answer(response, outgoing)
  socket.resume()
}
