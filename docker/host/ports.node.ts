import { createServer, type Socket } from 'node:net'
import type { Engine, PortListener, PublishedPort } from '../engine/index.ts'
import { copyTo, socketInput } from './http/socket.node.ts'

/**
 * Listens on the ports that containers publish, at 127.0.0.1 whatever address was asked for, and hands connections on as
 * Docker's proxy does: one that nothing in the container takes is closed.
 */
export function listenHere(connect: Engine['connect']): PortListener {
  return {
    async open(port) {
      // A datagram is no stream: such a port is only written down.
      if (port.protocol !== 'tcp') return () => Promise.resolve()
      const sockets = new Set<Socket>()
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
        socket.on('error', () => socket.destroy())
        serve(socket, port, connect).catch(() => socket.destroy())
      })
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error) => reject(inWords(error, port)))
        server.listen(port.hostPort, '127.0.0.1', resolve)
      })
      return async () => {
        for (const socket of sockets) socket.destroy()
        await new Promise<void>((resolve) => server.close(() => resolve()))
      }
    },
  }
}

async function serve(socket: Socket, { hostPort }: PublishedPort, connect: Engine['connect']) {
  const connection = await connect(hostPort)
  socket.once('close', () => connection.close())
  await Promise.all([
    socketInput(socket, new Uint8Array()).pipeTo(connection.writable),
    copyTo(socket, connection.readable).then(() => socket.end()),
  ])
}

/** Why it cannot be listened on, as Docker's proxy says it. */
function inWords(error: NodeJS.ErrnoException, { hostIp, hostPort }: PublishedPort): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'address already in use',
    EACCES: 'permission denied',
  }
  const reason = reasons[error.code ?? ''] ?? error.message
  return new Error(
    `Error starting userland proxy: listen tcp4 ${hostIp}:${hostPort}: bind: ${reason}`,
  )
}
