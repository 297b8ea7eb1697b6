import type { ContainerConfig } from '../../registry/oci.ts'
import type { Container } from '../containers/container.ts'
import { createContainer } from '../containers/create/create.ts'
import type { EngineContext } from '../context.ts'
import { messageOf } from '../errors.ts'
import { shortId } from '../ids.ts'
import { configJson } from '../images/config-json.ts'
import type { Image } from '../images/image.ts'
import { demultiplex } from '../stdcopy.ts'
import { BuildError, type BuildOutput } from './output.ts'

/** The containers in which a build's steps run, or that stand for them. */
export class BuildContainers {
  readonly #context: EngineContext
  readonly #output: BuildOutput
  readonly #hostConfig: Readonly<Record<string, unknown>>
  readonly #containers = new Set<Container>()

  constructor(
    context: EngineContext,
    output: BuildOutput,
    hostConfig: Readonly<Record<string, unknown>>,
  ) {
    this.#context = context
    this.#output = output
    this.#hostConfig = hostConfig
  }

  /** Makes a container, and says so. @throws EngineError */
  async create(image: Image, config: ContainerConfig): Promise<Container> {
    const { container, warnings } = await createContainer(
      this.#context,
      { ...configJson(config), HostConfig: this.#hostConfig },
      { name: '', platform: '', image },
    )
    this.#containers.add(container)
    for (const warning of warnings) this.#output.out(` ---> [Warning] ${warning}\n`)
    this.#output.out(` ---> Running in ${shortId(container.id)}\n`)
    return container
  }

  /**
   * Runs a container to its end; what it prints is told.
   * @param signal ends it
   * @throws BuildError if it does not end with 0, EngineError if it cannot be started
   */
  async run(container: Container, signal: AbortSignal): Promise<void> {
    const { lifecycle } = this.#context
    const { body, leave } = container.output.attach({
      ...{ stdout: true, stderr: true, logs: false, stream: true },
    })
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
    const tell = { stdout: this.#output.out, stderr: this.#output.err }
    const told = demultiplex(chunksOf(body), (stream, bytes) => {
      const text = decoders[stream].decode(bytes, { stream: true })
      if (text !== '') tell[stream](text)
    })
    told.catch(() => undefined)
    const ended = container.exit.promise
    const kill = () => void lifecycle.kill(container).catch(() => undefined)
    try {
      await lifecycle.start(container)
      signal.addEventListener('abort', kill)
      if (signal.aborted) kill()
      const { exitCode, error } = await ended
      await told
      if (signal.aborted) throw new Error('build cancelled')
      if (exitCode === 0) return
      const command = container.config.cmd.join(' ')
      const message = `The command '${command}' returned a non-zero code: ${exitCode}`
      throw new BuildError(error ? `${message}: ${error}` : message, exitCode)
    } finally {
      signal.removeEventListener('abort', kill)
      leave()
    }
  }

  /** Removes all containers that are left, and says so. */
  async removeAll(): Promise<void> {
    for (const container of this.#containers) {
      const id = shortId(container.id)
      try {
        await this.#context.lifecycle.remove(container, { force: true, volumes: true })
      } catch (error) {
        this.#output.out(`Error removing intermediate container ${id}: ${messageOf(error)}\n`)
        return
      }
      this.#containers.delete(container)
      this.#output.out(`Removing intermediate container ${id}\n`)
    }
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
