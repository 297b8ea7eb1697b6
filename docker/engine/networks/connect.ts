import type { Machine } from '../../machine/machine.ts'
import { placesOf } from './networking.ts'
import type { Publisher } from './publisher.ts'
import { gatewayOf } from './steps.ts'

/** A connection to a port of a container, as a client has it. */
export interface Connection {
  /** What the container sends; ends where it half-closes. Not reading holds it back. */
  readable: ReadableStream<Uint8Array>
  /** What the container gets; closing half-closes. Writing waits for it. */
  writable: WritableStream<Uint8Array>
  /** Breaks it off. */
  close(): void
}

/** Nobody listens there; the message says whether nothing is published, or nothing listens in the container. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused'
}

/**
 * Connects to a port that a container has published.
 * @throws ConnectionRefused
 */
export async function connectTo(
  publisher: Publisher,
  machine: () => Promise<Machine>,
  hostPort: number,
): Promise<Connection> {
  const found = publisher.find(hostPort)
  if (!found) throw new ConnectionRefused(`no container has published port ${hostPort}`)
  const { container, port } = found
  const address = gatewayOf(placesOf(container))?.endpoint.address
  if (address === undefined) throw new ConnectionRefused(`${container.name} is on no network`)
  const task = (await machine()).submit([{ op: 'connect', address, port: port.port }])
  void task.stderr.cancel()
  if (await task.started) {
    return { readable: task.stdout, writable: task.stdin, close: () => task.signal(BROKEN_OFF) }
  }
  void task.stdout.cancel()
  const { failure } = await task.done
  const reason = failure?.message ?? 'the connection was broken off'
  throw new ConnectionRefused(`port ${port.port} of ${container.name}: ${reason}`)
}

/** Any signal does: SIGPIPE's number. */
const BROKEN_OFF = 13
