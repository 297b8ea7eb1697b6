import { Hono } from 'hono'
import type { Machine } from '../machine/machine.ts'
import type { RegistryClient } from '../registry/client.ts'
import { Lifecycle } from './containers/lifecycle.ts'
import { ContainerStore } from './containers/store.ts'
import type { EngineContext, Env } from './context.ts'
import { EngineError, messageOf } from './errors.ts'
import { Events, type EngineEvent } from './events.ts'
import { Trace, type TraceEvent } from './trace.ts'
import { ExecStore } from './exec/store.ts'
import { cryptoRandom, randomEngineId, type RandomBytes } from './ids.ts'
import { collectWithContainers } from './images/collect.ts'
import { LayerStore } from './images/layers.ts'
import type { LayerProgress } from './images/pull.ts'
import { ImageStore } from './images/store.ts'
import { connectTo, type Connection } from './networks/connect.ts'
import { Networking } from './networks/networking.ts'
import { Publisher, type PortListener } from './networks/publisher.ts'
import { NetworkStore } from './networks/store.ts'
import { archiveRoutes } from './routes/archives.ts'
import { fileRoutes } from './routes/files.ts'
import { buildRoutes } from './routes/build.ts'
import { containerRoutes } from './routes/containers.ts'
import { eventRoutes } from './routes/events.ts'
import { execRoutes } from './routes/exec.ts'
import { imageRoutes } from './routes/images.ts'
import { lifecycleRoutes } from './routes/lifecycle.ts'
import { networkRoutes } from './routes/networks.ts'
import { processRoutes } from './routes/processes.ts'
import { streamRoutes } from './routes/streams.ts'
import { diskUsageRoutes } from './routes/system-df.ts'
import { systemRoutes } from './routes/system.ts'
import { unsupportedRoutes } from './routes/unsupported.ts'
import { volumeRoutes } from './routes/volumes.ts'
import { VolumeStore } from './volumes/store.ts'
import { API_VERSION, ENGINE_VERSION, stripVersion } from './version.ts'

export type { EngineEvent } from './events.ts'
export type { LayerProgress } from './images/pull.ts'
export type { Connection } from './networks/connect.ts'
export type { PortListener } from './networks/publisher.ts'
export type { PublishedPort } from './networks/ports.ts'
export type { TraceEvent } from './trace.ts'

/** What an engine is made of. */
export interface EngineOptions {
  /** Gives the machine, starting it on the first call; called only where something is about to run in it. */
  machine: () => Promise<Machine>
  registry: RegistryClient
  /** Told of every layer on its way here. */
  onProgress?: (progress: LayerProgress) => void
  /** Listens on the ports that containers publish, where there is a host that can. */
  ports?: PortListener
  now?: () => Date
  randomBytes?: RandomBytes
}

/** Docker's engine, in this process. */
export interface Engine {
  /**
   * Answers a request of the Docker Engine API (v1.41, with or without the version in the path; any host).
   * `attach` is answered with the output as the response's body; its input is `stdin`, or else the request's body.
   * Never rejects: errors are responses as dockerd sends them.
   */
  fetch(request: Request, stdin?: ReadableStream<Uint8Array>): Promise<Response>
  /**
   * Connects to a port that a container has published: to the container itself, as Docker's proxy does.
   * @throws ConnectionRefused if nobody has published it, or nothing listens there.
   */
  connect(hostPort: number): Promise<Connection>
  /** Calls `listener` for every event from now on, as `GET /events` tells them. Returns the way to stop. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /**
   * Calls `listener` for every step of every pull and start from now on, with its evidence. While somebody listens the
   * guest is asked for that, which costs starts a little. Returns the way to stop.
   */
  onTrace(listener: (event: TraceEvent) => void): () => void
}

/** Makes an engine without images and containers. */
export function createEngine(options: EngineOptions): Engine {
  const { machine, registry, now = () => new Date(), randomBytes = cryptoRandom } = options
  const events = new Events(now)
  const trace = new Trace(now)
  const containers = new ContainerStore(randomBytes)
  const execs = new ExecStore(randomBytes)
  const volumes = new VolumeStore({ machine, events, now, randomBytes })
  const networks = new NetworkStore({ machine, events, now, randomBytes })
  const publisher = new Publisher(options.ports)
  const networking = new Networking({ networks, publisher, machine, randomBytes })
  const context: EngineContext = {
    registry,
    machine,
    now,
    randomBytes,
    events,
    trace,
    containers,
    images: new ImageStore(),
    networks,
    networking,
    engineId: randomEngineId(randomBytes),
    execs,
    volumes,
    lifecycle: new Lifecycle({
      ...{ containers, events, execs, volumes, networking, trace, machine, now },
    }),
    layers: new LayerStore(machine),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  }
  collectWithContainers(context)
  const app = new Hono<Env>({
    getPath: (request) => stripVersion(new URL(request.url).pathname).path,
  })

  app.use(async (c, next) => {
    const { refused } = stripVersion(new URL(c.req.url).pathname)
    if (refused !== undefined) throw new EngineError(400, refused)
    await next()
    c.header('Api-Version', API_VERSION)
    c.header('Docker-Experimental', 'false')
    c.header('Ostype', 'linux')
    c.header('Server', `image-vs-container/${ENGINE_VERSION} (linux)`)
  })
  app.route('/', systemRoutes(context))
  app.route('/', diskUsageRoutes(context))
  app.route('/', archiveRoutes(context))
  app.route('/', imageRoutes(context))
  app.route('/', buildRoutes(context))
  app.route('/', containerRoutes(context))
  app.route('/', lifecycleRoutes(context))
  app.route('/', streamRoutes(context))
  app.route('/', execRoutes(context))
  app.route('/', fileRoutes(context))
  app.route('/', processRoutes(context))
  app.route('/', volumeRoutes(context))
  app.route('/', eventRoutes(context))
  app.route('/', networkRoutes(context))
  app.route('/', unsupportedRoutes())
  app.notFound((c) => c.json({ message: 'page not found' }, 404))
  app.onError((error, c) =>
    c.json({ message: messageOf(error) }, error instanceof EngineError ? error.status : 500),
  )

  return {
    fetch: async (request, stdin) => app.fetch(request, stdin ? { stdin } : {}),
    connect: (hostPort) => connectTo(publisher, machine, hostPort),
    onEvent: (listener) => events.listen(listener),
    onTrace: (listener) => trace.listen(listener),
  }
}
