import type { Machine } from '../../machine/machine.ts'
import { macOf } from '../../machine/mac.ts'
import { conflict, EngineError, forbidden, invalid, notFound } from '../errors.ts'
import type { Events } from '../events.ts'
import { randomId, shortId, type RandomBytes } from '../ids.ts'
import { addressing, refuseUnsupported, type CreateNetwork } from './create.ts'
import { isUserDefined, PREDEFINED, type IpamConfig, type Network } from './network.ts'

/** What the store works on. */
export interface NetworkContext {
  machine: () => Promise<Machine>
  events: Events
  now: () => Date
  randomBytes: RandomBytes
}

/** What {@link Network} is made with. */
type Settings = Pick<Network, 'name' | 'driver'> & Partial<Network>

/** The device of `bridge`, which the machine has from the beginning, at the first address of the first pool. */
const DEFAULT_BRIDGE = 'docker0'

/** The engine's networks: `bridge`, `host` and `none`, and those that users make, all of them bridges. */
export class NetworkStore {
  readonly #context: NetworkContext
  readonly #networks = new Map<string, Network>()

  constructor(context: NetworkContext) {
    this.#context = context
    const { config, ...bridge } = addressing([], 'bridge', [])
    this.#add({
      name: 'bridge',
      driver: 'bridge',
      options: {
        'com.docker.network.bridge.default_bridge': 'true',
        'com.docker.network.bridge.enable_icc': 'true',
        // Nothing goes out for which another address would have to stand.
        'com.docker.network.bridge.enable_ip_masquerade': 'false',
        'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
        'com.docker.network.bridge.name': DEFAULT_BRIDGE,
        'com.docker.network.driver.mtu': '1500',
      },
      ipam: { driver: 'default', options: null, config },
      bridge: { device: DEFAULT_BRIDGE, ...bridge },
    })
    this.#add({ name: 'host', driver: 'host' })
    this.#add({ name: 'none', driver: 'null' })
  }

  /** Every network, the oldest first. */
  all(): Network[] {
    return [...this.#networks.values()]
  }

  /**
   * Finds a network by ID, name, or the beginning of its ID.
   * @throws EngineError 404 `network … not found`, 400 where it could be several.
   */
  get(term: string): Network {
    const whole = this.#networks.get(term)
    if (whole) return whole
    const named = this.all().filter(({ name }) => name === term)
    const begun = this.all().filter(({ id }) => term !== '' && id.startsWith(term))
    const [found, what] = named.length > 0 ? [named, 'name'] : [begun, 'ID prefix']
    const [network, another] = found
    if (!network) throw notFound(`network ${term} not found`)
    if (another) {
      throw invalid(`network ${term} is ambiguous (${found.length} matches found based on ${what})`)
    }
    return network
  }

  /**
   * Makes a network, and its bridge in the machine.
   * @returns the network, and a warning where the name is another's too.
   * @throws EngineError in dockerd's and libnetwork's words.
   */
  async create(request: CreateNetwork): Promise<{ network: Network; warning: string }> {
    const { Name: name, IPAM } = request
    if (PREDEFINED.includes(name)) {
      throw forbidden(`operation is not permitted on predefined ${name} network `)
    }
    const same = this.all().find((network) => network.name === name)
    if (same && request.CheckDuplicate) {
      throw conflict(`network with name ${name} already exists`)
    }
    refuseUnsupported(request)
    const asked = (IPAM?.Config ?? []).map(givenOf)
    const { config, hasOwnSubnet, ...bridge } = addressing(asked, name, this.#networks.values())
    const id = randomId(this.#context.randomBytes)
    const device = request.Options?.['com.docker.network.bridge.name'] ?? `br-${shortId(id)}`
    const network = this.#add({
      ...{ id, name, driver: 'bridge', hasOwnSubnet },
      ...{ internal: request.Internal, attachable: request.Attachable },
      labels: request.Labels ?? {},
      options: request.Options ?? {},
      ipam: { driver: IPAM?.Driver || 'default', options: IPAM?.Options ?? null, config },
      bridge: { device, ...bridge },
    })
    const problem = await this.#submit({
      op: 'bridge',
      name: device,
      mac: macOf(bridge.gateway),
      address: bridge.gateway,
      prefix: bridge.pool.subnet.prefix,
    })
    if (problem !== undefined) {
      this.#networks.delete(id)
      throw new EngineError(500, problem)
    }
    this.emit(network, 'create')
    const warning = same ? `Network with name ${name} (id : ${same.id}) already exists` : ''
    return { network, warning }
  }

  /** Removes a network. @throws EngineError (403) in dockerd's words if it may not be, or containers are on it. */
  async remove(network: Network): Promise<void> {
    const { id, name, bridge, endpoints } = network
    if (!isUserDefined(name)) {
      throw forbidden(`${name} is a pre-defined network and cannot be removed`)
    }
    if (endpoints.size > 0) {
      throw forbidden(`error while removing network: network ${name} id ${id} has active endpoints`)
    }
    this.#networks.delete(id)
    if (bridge) await this.#submit({ op: 'unbridge', name: bridge.device })
    this.emit(network, 'destroy')
  }

  /** Tells the world what happened to a network. */
  emit(network: Network, action: string, attributes: Record<string, string> = {}) {
    this.#context.events.emit('network', action, network.id, {
      ...attributes,
      name: network.name,
      type: network.driver,
    })
  }

  #add(settings: Settings): Network {
    const network: Network = {
      id: randomId(this.#context.randomBytes),
      created: this.#context.now(),
      ...{ internal: false, attachable: false, labels: {}, options: {}, hasOwnSubnet: false },
      ipam: { driver: 'default', options: null, config: [] },
      bridge: undefined,
      endpoints: new Map(),
      ...settings,
    }
    this.#networks.set(network.id, network)
    return network
  }

  async #submit(step: Parameters<Machine['submit']>[0][number]): Promise<string | undefined> {
    const { failure } = await (await this.#context.machine()).submit([step]).done
    return failure?.message
  }
}

/** What is given of a subnet's configuration, without what is empty. */
function givenOf(entry: NonNullable<NonNullable<CreateNetwork['IPAM']>['Config']>[number]) {
  const { Subnet, IPRange, Gateway, AuxiliaryAddresses } = entry
  const config: IpamConfig = {
    ...(Subnet !== '' && { Subnet }),
    ...(IPRange !== '' && { IPRange }),
    ...(Gateway !== '' && { Gateway }),
    ...(AuxiliaryAddresses && Object.keys(AuxiliaryAddresses).length > 0 && { AuxiliaryAddresses }),
  }
  return config
}
