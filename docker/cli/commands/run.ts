import * as v from 'valibot'
import { demultiplex } from '../../engine/stdcopy.ts'
import { ApiError } from '../api.ts'
import { defineCommand, type Cli } from '../command.ts'
import { containerPath } from '../each.ts'
import { bool, list, text } from '../flags.ts'
import { CliError, EXIT_INTERRUPTED } from '../io.ts'
import { printProgress } from '../progress.ts'
import { familiarString, pullQuery, readReference } from '../reference.ts'

/** Exit codes of `docker run` itself: the engine refused; the program cannot be run; it is not there. */
const EXIT = { failed: 125, notExecutable: 126, notFound: 127 } as const

/** Milliseconds that a program gets to end by itself after Ctrl+C. */
const PATIENCE = 1000

const flags = () => ({
  detach: bool('Run container in background and print container ID', { short: 'd' }),
  entrypoint: text('Overwrite the default ENTRYPOINT of the image'),
  env: list('Set environment variables', { short: 'e', check: checkEnv }),
  hostname: text('Container host name', { short: 'h' }),
  interactive: bool('Keep STDIN open even if not attached', { short: 'i' }),
  label: list('Set meta data on a container', { short: 'l', check: checkLabel }),
  name: text('Assign a name to the container'),
  pull: text('Pull image before running ("always", "missing", "never")', {}, 'missing'),
  quiet: bool('Suppress the pull output', { short: 'q' }),
  rm: bool('Automatically remove the container and its associated anonymous volumes when it exits'),
  'stop-signal': text('Signal to stop the container'),
  tty: bool('Allocate a pseudo-TTY', { short: 't' }),
  user: text('Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  workdir: text('Working directory inside the container', { short: 'w' }),
})

type RunFlags = ReturnType<typeof flags>

/** `docker run` */
export const run = defineCommand({
  name: 'run',
  args: 'IMAGE [COMMAND] [ARG...]',
  arity: { min: 1, max: Infinity },
  short: 'Create and run a new container from an image',
  stopsAtArgument: true,
  flags,
  async run(cli, flags, args) {
    if (!['always', 'missing', 'never'].includes(flags.pull.value)) {
      throw withHelp(
        `invalid pull option: '${flags.pull.value}': must be one of "always", "missing" or "never"`,
      )
    }
    if (!flags.detach.value && flags.interactive.value && flags.tty.value && !cli.io.isTty) {
      throw new CliError('the input device is not a TTY')
    }
    try {
      return await runContainer(cli, flags, args)
    } catch (error) {
      if (error instanceof ApiError) throw withHelp(error.message)
      if (error instanceof CliError) throw withHelp(error.message)
      throw error
    }
  },
})

async function runContainer(cli: Cli, flags: RunFlags, [image = '', ...cmd]: string[]) {
  const { api, io } = cli
  const id = await createContainer(cli, flags, image, cmd)
  if (flags.detach.value) {
    await api.send('POST', containerPath(id, '/start'))
    await cli.out(`${id}\n`)
    return 0
  }
  const isTty = flags.tty.value
  const attached = await api.send('POST', containerPath(id, '/attach'), {
    query: {
      stream: '1',
      stdout: '1',
      stderr: '1',
      ...(flags.interactive.value ? { stdin: '1' } : {}),
    },
    ...(flags.interactive.value ? { stdin: io.stdin ?? emptyStream() } : {}),
  })
  const output = copyOutput(cli, attached, isTty)
  output.catch(() => undefined)
  const waiting = await api.send('POST', containerPath(id, '/wait'), {
    query: { condition: flags.rm.value ? 'removed' : 'next-exit' },
  })
  try {
    await api.send('POST', containerPath(id, '/start'))
  } catch (error) {
    await output
    await waiting.body?.cancel()
    throw error
  }
  const ended = Promise.all([exitCode(waiting), output]).then(([code]) => code)
  return await untilEnded(cli, id, ended)
}

/** Waits for the program's end. Ctrl+C interrupts the program, and kills it where that does not end it. */
async function untilEnded(cli: Cli, id: string, ended: Promise<number>): Promise<number> {
  const { signal } = cli.io
  if (!signal) return ended
  const interrupted = new Promise<'interrupted'>((resolve) => {
    if (signal.aborted) resolve('interrupted')
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true })
  })
  const first = await Promise.race([ended, interrupted])
  if (first !== 'interrupted') return first
  // It may have ended just now: then there is nothing to kill, which is as good.
  const kill = (signal: string) =>
    cli.api
      .sendAnyway('POST', containerPath(id, '/kill'), { query: { signal } })
      .catch(() => undefined)
  await kill('INT')
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
  await Promise.race([ended, patience.then(() => kill('KILL'))])
  await ended
  return EXIT_INTERRUPTED
}

async function createContainer(cli: Cli, flags: RunFlags, image: string, cmd: string[]) {
  const { api } = cli
  const reference = readReference(image)
  const interactive = flags.interactive.value
  const attach = !flags.detach.value
  const body = {
    Hostname: flags.hostname.value,
    User: flags.user.value,
    AttachStdin: attach && interactive,
    AttachStdout: attach,
    AttachStderr: attach,
    Tty: flags.tty.value,
    OpenStdin: interactive,
    StdinOnce: attach && interactive,
    Env: flags.env.value,
    Cmd: cmd.length > 0 ? cmd : null,
    Image: image,
    WorkingDir: flags.workdir.value,
    Entrypoint: flags.entrypoint.changed ? [flags.entrypoint.value] : null,
    Labels: labels(flags.label.value),
    ...(flags['stop-signal'].changed ? { StopSignal: flags['stop-signal'].value } : {}),
    HostConfig: { AutoRemove: flags.rm.value },
  }
  const pull = async () => {
    const response = await api.send('POST', '/images/create', { query: pullQuery(reference) })
    await printProgress(api, response, async (line) => {
      if (!flags.quiet.value) await cli.err(line)
    })
  }
  const create = () =>
    api.json(v.object({ Id: v.string() }), 'POST', '/containers/create', {
      query: flags.name.value === '' ? {} : { name: flags.name.value },
      body,
    })
  if (flags.pull.value === 'always') await pull()
  try {
    return (await create()).Id
  } catch (error) {
    const isMissing = error instanceof ApiError && error.status === 404
    if (!isMissing || flags.pull.value !== 'missing') throw error
    if (!flags.quiet.value) {
      await cli.err(`Unable to find image '${familiarString(reference)}' locally\n`)
    }
    await pull()
    return (await create()).Id
  }
}

async function copyOutput({ api, io }: Cli, response: Response, isTty: boolean) {
  const parts = api.readAnyway(response)
  if (!isTty) await demultiplex(parts, (stream, bytes) => io[stream](bytes))
  else for await (const part of parts) await io.stdout(part)
}

const waitBody = v.object({
  StatusCode: v.number(),
  Error: v.nullish(v.object({ Message: v.string() })),
})

async function exitCode(response: Response): Promise<number> {
  const { StatusCode, Error } = v.parse(waitBody, await response.json())
  if (Error) throw new CliError(`Error waiting for container: ${Error.Message}`)
  return StatusCode
}

/** Docker's client tells by the engine's words what kept the program from running. */
function withHelp(message: string): CliError {
  const isMissing = /executable file not found|no such file or directory/.test(message)
  const isRefused = /permission denied|is a directory/.test(message)
  return new CliError(
    `docker: ${message}\n\nRun 'docker run --help' for more information`,
    isMissing ? EXIT.notFound : isRefused ? EXIT.notExecutable : EXIT.failed,
  )
}

function checkEnv(entry: string): undefined {
  if (entry === '' || entry.startsWith('='))
    throw new Error(`invalid environment variable: ${entry}`)
}

function checkLabel(entry: string): undefined {
  if (entry === '' || entry.startsWith('=')) throw new Error(`invalid label '${entry}': empty name`)
}

function labels(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [name = '', ...value] = entry.split('=')
      return [name, value.join('=')]
    }),
  )
}

function emptyStream() {
  return new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
}
