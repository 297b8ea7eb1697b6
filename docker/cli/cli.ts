import { Api } from './api.ts'
import type { AnyFlag, Flags } from './flags.ts'
import { CliError, type DockerIo } from './io.ts'
import { atLeast } from './version.ts'

const encoder = new TextEncoder()

/** What a command works with. */
export class Cli {
  readonly io: DockerIo
  readonly api: Api

  constructor(io: DockerIo) {
    this.io = io
    this.api = new Api(io)
  }

  /** Writes text to standard output. */
  async out(text: string) {
    if (text !== '') await this.io.stdout(encoder.encode(text))
  }

  /** Writes text to standard error. */
  async err(text: string) {
    if (text !== '') await this.io.stderr(encoder.encode(text))
  }

  /** Refuses flags that were given and that the engine has not. @throws CliError in the client's words */
  async checkSupport(flags: Flags) {
    const problems: string[] = []
    for (const [name, flag] of Object.entries(flags)) {
      const problem = flag.changed ? await this.#unsupported(name, flag) : undefined
      if (problem !== undefined) problems.push(problem)
    }
    if (problems.length > 0) throw new CliError(problems.join('\n'))
  }

  async #unsupported(name: string, { requires }: AnyFlag): Promise<string | undefined> {
    if (!requires) return undefined
    const { version, ostype } = requires
    const server = await this.api.server()
    if (version !== undefined && !atLeast(server.apiVersion, version)) {
      return `"--${name}" requires API version ${version}, but the Docker daemon API version is ${server.apiVersion}`
    }
    if (ostype !== undefined && server.osType !== '' && server.osType !== ostype) {
      return `"--${name}" is only supported on a Docker daemon running on ${ostype}, but the Docker daemon is running on ${server.osType}`
    }
    if (requires.experimental && !server.experimental) {
      return `"--${name}" is only supported on a Docker daemon with experimental features enabled`
    }
    return undefined
  }
}
