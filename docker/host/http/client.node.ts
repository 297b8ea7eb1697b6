/** Requests to an engine that is reached over HTTP, ours or another. */

import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '../../cli/api.ts'
import type { Transport } from '../../cli/io.ts'
import { formatAddress, type Address } from './address.ts'
import { bodyOf } from './request.node.ts'
import { copyTo, socketInput } from './socket.node.ts'

/** The requests for which Docker takes a connection over. */
const HIJACKING = /\/containers\/[^/]+\/attach$|\/exec\/[^/]+\/start$/

/**
 * Carries requests to the engine at an address. Attach and exec are asked for with `Upgrade: tcp`; the end of `stdin`
 * half-closes their connection.
 *
 * The requests reject with ApiError, in the words of Docker's client, where the engine cannot be reached.
 */
export function httpTransport(address: Address): Transport {
  const agent = new Agent({ keepAlive: true })
  return async (request, stdin) => {
    const { pathname, search } = new URL(request.url)
    const headers = Object.fromEntries(request.headers)
    const isJson = headers['content-type']?.startsWith('application/json') === true
    const json = isJson ? new Uint8Array(await request.arrayBuffer()) : undefined
    const hijacks = request.method === 'POST' && HIJACKING.test(pathname) && !isDetached(json)
    const outgoing = httpRequest({
      ...('path' in address ? { socketPath: address.path } : address),
      method: request.method,
      path: pathname + search,
      headers: {
        ...headers,
        ...('path' in address ? { host: 'docker' } : {}),
        ...(json ? { 'content-length': json.length } : {}),
        ...(hijacks ? { connection: 'Upgrade', upgrade: 'tcp' } : {}),
      },
      agent: hijacks ? false : agent,
      signal: request.signal,
    })
    const answered = answerTo(outgoing, address, stdin)
    if (json) outgoing.end(json)
    else if (request.body) void sendBody(outgoing, request.body)
    else outgoing.end()
    return await answered
  }
}

function isDetached(json: Uint8Array | undefined): boolean {
  if (!json) return false
  const options: unknown = JSON.parse(new TextDecoder().decode(json))
  return typeof options === 'object' && options !== null && 'Detach' in options
    ? options.Detach === true
    : false
}

/** An answer can come before the whole body was sent, and then the rest is of no use. */
async function sendBody(outgoing: ClientRequest, body: ReadableStream<Uint8Array>) {
  try {
    await copyTo(outgoing, body)
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}

function answerTo(
  outgoing: ClientRequest,
  address: Address,
  stdin: ReadableStream<Uint8Array> | undefined,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', (message: IncomingMessage) => resolve(responseOf(outgoing, message)))
    outgoing.once('upgrade', (message: IncomingMessage, socket: Socket, head: Uint8Array) => {
      socket.on('error', () => socket.destroy())
      socket.setNoDelay(true)
      void sendInput(socket, stdin)
      resolve(new Response(socketInput(socket, head, true), { headers: headersOf(message) }))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      reject(new ApiError(0, connectionProblem(error, outgoing, address), { cause: error })),
    )
  })
}

async function sendInput(socket: Socket, stdin: ReadableStream<Uint8Array> | undefined) {
  try {
    if (stdin) await copyTo(socket, stdin)
  } finally {
    socket.end()
  }
}

function responseOf(outgoing: ClientRequest, message: IncomingMessage): Response {
  const { statusCode: status = 500 } = message
  const isEmpty = status === 204 || status === 304 || outgoing.method === 'HEAD'
  if (isEmpty) message.resume()
  return new Response(isEmpty ? null : bodyOf(message, () => message.destroy()), {
    status,
    headers: headersOf(message),
  })
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value)
  }
  return headers
}

/** What Docker's client says when there is no answer (its `doRequest`). */
function connectionProblem(
  error: NodeJS.ErrnoException,
  { method, path }: ClientRequest,
  address: Address,
): string {
  const place = formatAddress(address)
  if (error.code === 'EACCES' && 'path' in address) {
    return `Got permission denied while trying to connect to the Docker daemon socket at ${place}: ${capitalized(method)} "http://${encodeURIComponent(address.path)}${path}": dial unix ${address.path}: connect: permission denied`
  }
  if (['ECONNREFUSED', 'ENOENT', 'ETIMEDOUT', 'ENOTSOCK'].includes(error.code ?? '')) {
    return `Cannot connect to the Docker daemon at ${place}. Is the docker daemon running?`
  }
  return `error during connect: ${capitalized(method)} "${place.replace('tcp://', 'http://')}${path}": ${error.message}`
}

function capitalized(method: string): string {
  return method.charAt(0) + method.slice(1).toLowerCase()
}
