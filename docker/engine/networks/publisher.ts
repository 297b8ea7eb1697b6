import type { Container } from '../containers/container.ts'
import { PortTable, type PublishedPort, type WantedPort } from './ports.ts'

/** Who listens on the host's ports: nobody does where there is no such host, as in a page. */
export interface PortListener {
  /**
   * Begins to listen. Resolves with the way to stop.
   * @throws Error that says why it cannot, in the words of Docker's proxy.
   */
  open(port: PublishedPort): Promise<() => Promise<void>>
}

/** The ports that containers have published. */
export class Publisher {
  readonly #table = new PortTable()
  readonly #listener: PortListener | undefined
  readonly #open = new Map<
    PublishedPort,
    { container: Container; close: (() => Promise<void>) | undefined }
  >()

  constructor(listener: PortListener | undefined) {
    this.#listener = listener
  }

  /** Publishes a port of a container. @throws Error in libnetwork's words if that cannot be. */
  async open(container: Container, wanted: WantedPort): Promise<PublishedPort> {
    const port = this.#table.take(wanted)
    try {
      this.#open.set(port, { container, close: await this.#listener?.open(port) })
      return port
    } catch (error) {
      this.#table.release(port)
      throw error
    }
  }

  async close(port: PublishedPort): Promise<void> {
    const known = this.#open.get(port)
    this.#open.delete(port)
    await known?.close?.()
    this.#table.release(port)
  }

  /** Whose a port of the host is; undefined where nobody has published it. */
  find(hostPort: number): { container: Container; port: PublishedPort } | undefined {
    for (const [port, { container }] of this.#open) {
      if (port.hostPort === hostPort && port.protocol === 'tcp') return { container, port }
    }
    return undefined
  }
}
