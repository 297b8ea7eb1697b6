import type { Machine, Step } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { hostsFile, resolverFile } from '../containers/host-files.ts'
import { conflict, EngineError, forbidden, invalid, messageOf } from '../errors.ts'
import { randomId, type RandomBytes } from '../ids.ts'
import { containerPaths, sandboxPath } from '../paths.ts'
import { checkConfig, checkTogether } from './check.ts'
import { emptyConfig, type EndpointConfig } from './endpoint.ts'
import { createEndpoint, deleteEndpoint } from './make-endpoint.ts'
import { aliasesOf } from './names.ts'
import { isUserDefined, type Network } from './network.ts'
import type { PublishedPort } from './ports.ts'
import type { Publisher } from './publisher.ts'
import {
  forgetSteps,
  gatewayOf,
  inOrder,
  joinSteps,
  resolverSteps,
  routeSteps,
  type Place,
} from './steps.ts'
import type { NetworkStore } from './store.ts'
import { wantedPorts } from './wanted.ts'

/** What {@link Networking} works on. */
export interface NetworkingContext {
  networks: NetworkStore
  publisher: Publisher
  machine: () => Promise<Machine>
  randomBytes: RandomBytes
}

/** What goes around a run for its network. */
export interface RunNetwork {
  before: Step[]
  after: Step[]
}

/** Brings containers onto networks and off them. */
export class Networking {
  readonly #context: NetworkingContext

  constructor(context: NetworkingContext) {
    this.#context = context
  }

  /**
   * Gives a container that is about to run its addresses and ports.
   * @throws EngineError in dockerd's words; the container has nothing then.
   */
  async attach(container: Container): Promise<RunNetwork> {
    const { NetworkMode } = container.hostConfig
    if (container.config.networkDisabled || NetworkMode.startsWith('container:')) {
      return { before: [], after: [] }
    }
    try {
      const networks = inOrder(this.#find(container).map((network) => ({ network })))
      for (const { network } of networks) this.#join(container, network)
      await this.#publish(container)
    } catch (error) {
      this.#leaveAll(container)
      throw error
    }
    container.sandboxId = randomId(this.#context.randomBytes)
    const places = placesOf(container)
    for (const { network } of places) this.#emit(network, 'connect', container)
    if (!hasOwnSandbox(container)) return { before: [], after: [] }
    const netns = sandboxPath(container.sandboxId)
    return {
      before: [
        { op: 'netns', path: netns },
        ...places.flatMap((place) => joinSteps(netns, container, place)),
        ...routeSteps(netns, places),
        ...resolverSteps(netns, places),
      ],
      after: [{ op: 'unnetns', path: netns }],
    }
  }

  /** Takes back what a container had whose run has ended. */
  release(container: Container) {
    const places = placesOf(container)
    const steps = places.flatMap((place) => forgetSteps(container, place))
    // Nobody waits for this, but what is submitted next finds it done.
    if (steps.length > 0) void this.#context.machine().then((machine) => machine.submit(steps))
    this.#leaveAll(container)
    for (const { network } of places) this.#emit(network, 'disconnect', container)
  }

  /**
   * Connects a container to a network: at once where it runs, else when it starts.
   * @throws EngineError in dockerd's words.
   */
  async connect(container: Container, term: string, config: EndpointConfig): Promise<void> {
    const { networks } = this.#context
    if (!container.running) {
      refuseRemoved(container)
      const network = networks.all().some(({ id, name }) => term === id || term === name)
        ? networks.get(term)
        : undefined
      if (network) this.#prepare(container, network, config)
      else container.attachments.set(term, { config, networkId: '', endpoint: undefined })
      return
    }
    if (container.hostConfig.NetworkMode.startsWith('container:')) {
      throw invalid(SHARED)
    }
    const network = networks.get(term)
    if (container.attachments.get(network.name)?.endpoint) {
      throw forbidden(
        `endpoint with name ${container.name} already exists in network ${network.name}`,
      )
    }
    this.#prepare(container, network, config)
    try {
      this.#join(container, network)
      if (container.published.length === 0) await this.#publish(container)
      const place = placesOf(container).find((other) => other.network === network)
      await this.#change(container, place ? joinSteps(netnsOf(container), container, place) : [])
    } catch (error) {
      this.#leave(container, network)
      container.attachments.delete(network.name)
      throw error
    }
    this.#emit(network, 'connect', container)
  }

  /** Takes a container off a network. @throws EngineError in dockerd's words. */
  async disconnect(container: Container, term: string, force: boolean): Promise<void> {
    const network = this.#named(term, force || !container.running)
    const name = network?.name ?? term
    if (!container.running || !network) {
      refuseRemoved(container)
      if (!container.attachments.delete(name)) {
        throw new EngineError(
          500,
          `container ${container.id} is not connected to the network ${name}`,
        )
      }
    } else {
      if (container.hostConfig.NetworkMode === 'host' && network.driver === 'host') {
        throw invalid(
          'container cannot be disconnected from host network or connected to host network',
        )
      }
      const place = placesOf(container).find((other) => other.network === network)
      if (!place) {
        throw new EngineError(500, `container ${container.id} is not connected to network ${name}`)
      }
      const { card } = place.endpoint
      if (gatewayOf(placesOf(container)) === place) await this.#unpublish(container)
      this.#leave(container, network)
      container.attachments.delete(name)
      await this.#change(container, [
        ...forgetSteps(container, place),
        ...(card === '' ? [] : [{ op: 'unplug' as const, netns: netnsOf(container), card }]),
      ])
    }
    if (network) this.#emit(network, 'disconnect', container)
  }

  /** Lets a container that runs be found by its new name. */
  async renamed(container: Container): Promise<void> {
    const places = placesOf(container)
    for (const { endpoint } of places) endpoint.name = container.name
    if (!hasOwnSandbox(container)) return
    const steps = places
      .flatMap((place) => joinSteps(netnsOf(container), container, place))
      .filter(({ op }) => op === 'names')
    if (steps.length > 0) await (await this.#context.machine()).submit(steps).done
  }

  /** The networks that a container is to be on, each tied by its name. */
  #find({ attachments, hostConfig }: Container): Network[] {
    if (attachments.size === 0) {
      const { NetworkMode } = hostConfig
      const name = NetworkMode === 'default' ? 'bridge' : NetworkMode
      attachments.set(name, { config: emptyConfig(), networkId: '', endpoint: undefined })
    }
    return [...attachments].map(([term, attachment]) => {
      const network = this.#context.networks.get(term)
      if (network.name !== term) {
        attachments.delete(term)
        attachments.set(network.name, attachment)
      }
      return network
    })
  }

  /** Ties a container to a network, if they go together. */
  #prepare(container: Container, network: Network, config: EndpointConfig) {
    checkConfig(network, config)
    const others = [...container.attachments.keys()].flatMap((name) => {
      const other = this.#named(name, true)
      return other ? [other] : []
    })
    checkTogether(container, network, others)
    if (container.attachments.has(network.name)) return
    container.attachments.set(network.name, { config, networkId: '', endpoint: undefined })
  }

  #named(term: string, optional: boolean): Network | undefined {
    try {
      return this.#context.networks.get(term)
    } catch (error) {
      if (optional) return undefined
      throw error
    }
  }

  #join(container: Container, network: Network) {
    const attachment = container.attachments.get(network.name)
    if (!attachment) return
    checkConfig(network, attachment.config)
    if (isUserDefined(network.name)) {
      const { config } = attachment
      attachment.config = { ...config, Aliases: aliasesOf(container, config.Aliases) }
    }
    attachment.endpoint = createEndpoint(
      network,
      container,
      attachment.config,
      randomId(this.#context.randomBytes),
    )
    attachment.networkId = network.id
  }

  #leave(container: Container, network: Network) {
    const attachment = container.attachments.get(network.name)
    if (attachment?.endpoint) deleteEndpoint(network, container, attachment.endpoint)
    if (attachment) attachment.endpoint = undefined
  }

  #leaveAll(container: Container) {
    void this.#unpublish(container)
    for (const { network } of placesOf(container)) this.#leave(container, network)
  }

  async #publish(container: Container): Promise<void> {
    const place = gatewayOf(placesOf(container))
    if (place?.network.driver !== 'bridge') return
    const opened: PublishedPort[] = []
    container.published = opened
    try {
      for (const wanted of wantedPorts(container)) {
        opened.push(await this.#context.publisher.open(container, wanted))
      }
    } catch (error) {
      await this.#unpublish(container)
      throw new EngineError(
        500,
        `driver failed programming external connectivity on endpoint ${container.name} (${place.endpoint.id}): ${messageOf(error)}`,
      )
    }
  }

  async #unpublish(container: Container): Promise<void> {
    const { published } = container
    container.published = []
    await Promise.all(published.map((port) => this.#context.publisher.close(port)))
  }

  /** Changes the network of a container that runs, and what its files say of that. */
  async #change(container: Container, steps: readonly Step[]): Promise<void> {
    if (!hasOwnSandbox(container)) return
    const netns = netnsOf(container)
    const { init } = containerPaths(container.id)
    const places = placesOf(container)
    const { failure } = await (
      await this.#context.machine()
    ).submit([
      ...steps,
      ...routeSteps(netns, places),
      ...resolverSteps(netns, places),
      { op: 'write', path: `${init}/etc/hosts`, data: hostsFile(container) },
      { op: 'write', path: `${init}/etc/resolv.conf`, data: resolverFile(container) },
    ]).done
    if (failure) throw new EngineError(500, failure.message)
  }

  #emit(network: Network, action: string, { id }: Container) {
    this.#context.networks.emit(network, action, { container: id })
  }
}

const SHARED =
  'container sharing network namespace with another container or host cannot be connected to any other network'

/** The networks that a container is on now, in the order of its cards. */
export function placesOf({ attachments }: Container): Place[] {
  const places = [...attachments.values()].flatMap((attachment) => {
    const { endpoint } = attachment
    return endpoint ? [{ network: endpoint.network, attachment, endpoint }] : []
  })
  return inOrder(places)
}

/** Whether a container that runs is in a network namespace that the engine has made for it. */
export function hasOwnSandbox(container: Container): boolean {
  return container.sandboxId !== '' && ![...container.attachments].some(isSpecial)
}

function isSpecial([, { endpoint }]: [string, { endpoint: { network: Network } | undefined }]) {
  return endpoint !== undefined && endpoint.network.driver !== 'bridge'
}

const netnsOf = ({ sandboxId }: Container) => sandboxPath(sandboxId)

function refuseRemoved({ id, removing, dead }: Container) {
  if (!removing && !dead) return
  throw conflict(
    `Container ${id} is marked for removal and cannot be connected or disconnected to the network`,
  )
}
