import * as v from 'valibot'
import { gzip } from '../../../registry/compression.ts'
import { openContext } from '../../builder/context.ts'
import { buildFlags, type BuildFlags } from '../../builder/flags.ts'
import { buildQuery } from '../../builder/query.ts'
import { counted } from '../../builder/upload.ts'
import { defineCommand, type Cli } from '../../command.ts'
import { FileError, NO_FILES } from '../../files.ts'
import { CliError } from '../../io.ts'
import { printProgress } from '../../progress.ts'

/** `docker build` */
export const build = defineCommand({
  name: 'build',
  args: 'PATH | URL | -',
  arity: { min: 1, max: 1 },
  short: 'Build an image from a Dockerfile',
  flags: buildFlags,
  async run(cli, flags, [given = '']) {
    refuseBuildKit(cli)
    if (flags.stream.value) await cli.err(STREAM_REMOVED)
    const { quiet, iidfile, compress } = flags
    const { files = NO_FILES, env = {} } = cli.io
    // A file of an earlier build does not outlive a failure.
    if (iidfile.value !== '') await files.remove(iidfile.value)
    const output = new BuildPrinter(cli, quiet.value)
    const { tar, dockerfile } = await openContext(cli.io, given, flags.file.value)
    const body = compress.value ? await compressed(tar) : tar
    const response = await output.telling(
      cli.api.send('POST', '/build', {
        query: buildQuery(flags, dockerfile, env),
        headers: { 'Content-Type': 'application/x-tar', 'X-Registry-Config': 'e30=' },
        raw: counted(cli, body, (text) => output.context(text)),
      }),
    )
    const id = await output.follow(response)
    if (iidfile.value !== '') await writeId(cli, flags, id)
    return 0
  },
})

const STREAM_REMOVED = `DEPRECATED: The experimental --stream flag has been removed and the build context
            will be sent non-streaming. Enable BuildKit instead with DOCKER_BUILDKIT=1
            to stream build context, see https://docs.docker.com/go/buildkit/

`

/** @throws CliError where the environment asks for a builder that is not here, or is no boolean */
function refuseBuildKit({ io }: Cli) {
  const value = io.env?.['DOCKER_BUILDKIT'] ?? ''
  if (value === '') return
  if (/^(?:0|f|F|false|FALSE|False)$/.test(value)) return
  if (/^(?:1|t|T|true|TRUE|True)$/.test(value)) {
    throw new CliError('buildkit not supported by daemon')
  }
  throw new CliError(
    `DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  )
}

async function compressed(tar: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  return (await gzip(new Uint8Array(await new Response(tar).arrayBuffer()))).stream()
}

const Result = v.object({ ID: v.string() })

/** Prints how a build goes; with `--quiet` only what went wrong. */
class BuildPrinter {
  readonly #cli: Cli
  readonly #isQuiet: boolean
  /** What is printed only where the build fails, or at its end. */
  #kept = { context: '', build: '' }

  constructor(cli: Cli, isQuiet: boolean) {
    this.#cli = cli
    this.#isQuiet = isQuiet
  }

  /** About the context on its way. */
  async context(text: string) {
    if (this.#isQuiet) this.#kept.context += text
    else await this.#cli.out(text)
  }

  /** Waits for the engine's answer. @throws what it fails with, after what was kept */
  async telling(response: Promise<Response>): Promise<Response> {
    try {
      return await response
    } catch (error) {
      if (this.#isQuiet) await this.#cli.err(this.#kept.context)
      throw error
    }
  }

  /** Prints what the engine says. @returns the image's ID; empty where it told none @throws CliError */
  async follow(response: Response): Promise<string> {
    const { api, io } = this.#cli
    let id = ''
    const print = async (text: string) => {
      if (this.#isQuiet) this.#kept.build += text
      else await this.#cli.out(text)
    }
    const terminal = io.stdoutIsTty ? { columns: io.size?.()?.columns ?? 200 } : undefined
    try {
      await printProgress(api, response, print, terminal, (aux) => {
        const parsed = v.safeParse(Result, aux)
        if (parsed.success) id = parsed.output.ID
      })
    } catch (error) {
      if (this.#isQuiet) await this.#cli.err(this.#kept.context + this.#kept.build)
      throw error
    }
    if (!this.#isQuiet) return id
    await this.#cli.out(this.#kept.build)
    return this.#kept.build
  }
}

async function writeId({ io }: Cli, { iidfile }: BuildFlags, id: string) {
  if (id === '') {
    throw new CliError(`Server did not provide an image ID. Cannot write ${iidfile.value}`)
  }
  const { files = NO_FILES } = io
  try {
    const writer = (await files.create(iidfile.value)).getWriter()
    await writer.write(new TextEncoder().encode(id))
    await writer.close()
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    throw new CliError(error.message)
  }
}
