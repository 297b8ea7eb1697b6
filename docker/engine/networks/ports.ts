import { EngineError } from '../errors.ts'

/** A port of a container that is reached at a port of the host's. */
export interface PublishedPort {
  /** In the container. */
  readonly port: number
  readonly protocol: string
  /** Address of the host; `0.0.0.0` for all. */
  readonly hostIp: string
  readonly hostPort: number
}

/** A port that a container wants to have published: on any of several ports of the host, or on any at all (0 to 0). */
export interface WantedPort {
  port: number
  protocol: string
  hostIp: string
  first: number
  last: number
}

/** Where the host listens for whom nobody chose a port: Linux's `ip_local_port_range`, which dockerd reads. */
const EPHEMERAL = { first: 32768, last: 60999 }

const ANY = '0.0.0.0'

/** Which of the host's ports are whose (libnetwork's `portallocator`). */
export class PortTable {
  readonly #taken = new Set<string>()
  /** The port that was last given out of each range. */
  readonly #last = new Map<string, number>()

  /** Takes a port. @throws EngineError (500) in libnetwork's words if it is taken, or all that would do are. */
  take({ port, protocol, hostIp: asked, first, last }: WantedPort): PublishedPort {
    const hostIp = asked === '' ? ANY : asked
    if (hostIp.includes(':')) {
      throw new EngineError(
        500,
        `Error starting userland proxy: listen ${protocol}6 [${hostIp}]:${first}: socket: address family not supported by protocol`,
      )
    }
    const hostPort =
      first > 0 && first === last
        ? this.#one(protocol, hostIp, first)
        : this.#any(protocol, hostIp, first === 0 ? EPHEMERAL : { first, last })
    this.#taken.add(keyOf(protocol, hostIp, hostPort))
    return { port, protocol, hostIp, hostPort }
  }

  release({ protocol, hostIp, hostPort }: PublishedPort) {
    this.#taken.delete(keyOf(protocol, hostIp, hostPort))
  }

  #one(protocol: string, hostIp: string, port: number): number {
    if (this.#taken.has(keyOf(protocol, hostIp, port))) {
      throw new EngineError(500, `Bind for ${hostIp}:${port} failed: port is already allocated`)
    }
    if (this.#isHeld(protocol, hostIp, port)) {
      throw new EngineError(
        500,
        `Error starting userland proxy: listen ${protocol}4 ${hostIp}:${port}: bind: address already in use`,
      )
    }
    return port
  }

  /** The next one of a range, round and round. */
  #any(protocol: string, hostIp: string, { first, last }: { first: number; last: number }): number {
    const range = `${protocol} ${hostIp} ${first}-${last}`
    let port = this.#last.get(range) ?? last
    for (let count = first; count <= last; count++) {
      port = port >= last ? first : port + 1
      if (this.#isHeld(protocol, hostIp, port)) continue
      this.#last.set(range, port)
      return port
    }
    throw new EngineError(500, 'all ports are allocated')
  }

  /** Whether somebody has it at this address, or at all addresses, or this is all of them and somebody has it at one. */
  #isHeld(protocol: string, hostIp: string, port: number): boolean {
    if (hostIp !== ANY) {
      return [hostIp, ANY].some((ip) => this.#taken.has(keyOf(protocol, ip, port)))
    }
    const [before, after] = keyOf(protocol, ' ', port).split(' ')
    return [...this.#taken].some((key) => key.startsWith(before ?? '') && key.endsWith(after ?? ''))
  }
}

const keyOf = (protocol: string, ip: string, port: number) => `${protocol}/${ip}/${port}`
