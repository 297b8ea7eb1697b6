/** The engine behind HTTP, as `dockerd -H` serves it. */

import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Engine } from '../../engine/index.ts'
import type { Address } from './address.ts'
import { answer, errorResponse } from './answer.node.ts'
import { hijack } from './hijack.node.ts'
import { requestOf } from './request.node.ts'

/** An engine that is being served. */
export interface EngineServer {
  /** Where it listens: with the port that it got where 0 was asked for. */
  readonly address: Address
  /** Breaks every connection off and stops listening; the engine itself goes on. */
  close(): Promise<void>
}

/** What Go's server, and so dockerd, takes of a request's head. */
const LARGEST_HEAD = 1024 * 1024

/**
 * Serves an engine. Everything streams: a body is sent as it comes and no faster than the client reads, and a client
 * that goes away cancels it.
 * @throws Error if it cannot listen there
 */
export async function serveEngine(engine: Engine, address: Address): Promise<EngineServer> {
  const sockets = new Set<Socket>()
  const server = createServer(
    // A pull or a load may take any time, and a client may keep its connection for the next command.
    { maxHeaderSize: LARGEST_HEAD, requestTimeout: 0, keepAliveTimeout: 0 },
    (message, outgoing) => void respond(engine, message, outgoing),
  )
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (message: IncomingMessage, socket: Socket, head: Uint8Array) => {
    hijack(engine, message, socket, head).catch(() => socket.destroy())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket))
  if ('path' in address) await removeStale(address.path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if ('path' in address) server.listen(address.path, resolve)
    else server.listen(address.port, address.host, resolve)
  })
  const bound = server.address()
  return {
    address:
      'path' in address || bound === null || typeof bound === 'string'
        ? address
        : { host: address.host, port: bound.port },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function respond(engine: Engine, message: IncomingMessage, outgoing: ServerResponse) {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  try {
    const request = requestOf(message, gone.signal)
    await answer(await engine.fetch(request), outgoing)
  } catch {
    // The method or the address is none that HTTP knows: dockerd has no route for it.
    await answer(errorResponse(404, 'page not found'), outgoing)
  }
}

/** Answers what is not HTTP as Go's server does. */
function refuse(error: NodeJS.ErrnoException, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`,
  )
}

/** A socket's file that nobody listens on any more is in the way of the next engine. */
async function removeStale(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
  if (!alive) await rm(path, { force: true })
}
