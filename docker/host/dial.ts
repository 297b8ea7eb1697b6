/** A connection to a published port, carried over the channel between page and worker. */

import { ConnectionRefused, type Connection } from '../engine/networks/connect.ts'

/** How dialling went: errors lose their class on the way through `postMessage`, so they travel as data. */
export type DialOutcome = { connection: number } | { refused: string }

/** What the page asks of the worker about connections, each by the number that `dial` gave it. */
export interface DialFunctions {
  dial(hostPort: number): Promise<DialOutcome>
  /** The next bytes; undefined where the container has half-closed. */
  receive(connection: number): Promise<Uint8Array | undefined>
  /** Resolves when the container has room for more. */
  deliver(connection: number, bytes: Uint8Array): Promise<void>
  /** Half-closes. */
  finish(connection: number): Promise<void>
  hangUp(connection: number): void
}

/** The worker's end. */
export function dialFunctions(connect: (hostPort: number) => Promise<Connection>): DialFunctions {
  const open = new Map<number, ReturnType<typeof endsOf>>()
  let last = 0
  const find = (connection: number) => {
    const ends = open.get(connection)
    if (!ends) throw new Error('the connection was closed')
    return ends
  }
  return {
    async dial(hostPort) {
      try {
        const ends = endsOf(await connect(hostPort))
        open.set(++last, ends)
        return { connection: last }
      } catch (error) {
        return { refused: error instanceof Error ? error.message : String(error) }
      }
    },
    receive: async (connection) => (await find(connection).reader.read()).value,
    deliver: (connection, bytes) => find(connection).writer.write(bytes),
    finish: (connection) => find(connection).writer.close(),
    hangUp(connection) {
      open.get(connection)?.close()
      open.delete(connection)
    },
  }
}

function endsOf({ readable, writable, close }: Connection) {
  return { reader: readable.getReader(), writer: writable.getWriter(), close }
}

/** Asks the worker for a connection. @throws ConnectionRefused */
export async function dialOver(remote: DialFunctions, hostPort: number): Promise<Connection> {
  const outcome = await remote.dial(hostPort)
  if ('refused' in outcome) throw new ConnectionRefused(outcome.refused)
  const { connection } = outcome
  const close = () => void remote.hangUp(connection)
  return {
    readable: new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const bytes = await remote.receive(connection)
          if (bytes) controller.enqueue(bytes)
          else controller.close()
        },
        cancel: close,
      },
      // Nothing is asked for before somebody reads.
      { highWaterMark: 0 },
    ),
    writable: new WritableStream<Uint8Array>({
      write: (bytes) => remote.deliver(connection, new Uint8Array(bytes)),
      close: () => remote.finish(connection),
      abort: close,
    }),
    close,
  }
}
