import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { attachRequest } from '../../container/attach.ts'
import { readConfig, type CreateBody } from '../../container/config.ts'
import { createContainer, createFlags } from '../../container/create.ts'
import { badFlags, runFailure } from '../../container/failure.ts'
import { containerFlags } from '../../container/flags.ts'
import { orInterrupted, passSignalsOn, untilEnded } from '../../container/signals.ts'
import { openStream, type Stream } from '../../container/stream.ts'
import { checkTerminal } from '../../container/terminal.ts'
import { followSize } from '../../container/tty.ts'
import { waitForEnd } from '../../container/wait.ts'
import { bool, text } from '../../flags.ts'
import { CliError, Interrupted } from '../../io.ts'

const flags = () => ({
  detach: bool('Run container in background and print container ID', { short: 'd' }),
  'sig-proxy': bool('Proxy received signals to the process', {}, true),
  'detach-keys': text('Override the key sequence for detaching a container'),
  ...createFlags('running'),
  ...containerFlags(),
})

type RunFlags = ReturnType<typeof flags>

/** `docker run` */
export const run = defineCommand({
  name: 'run',
  args: 'IMAGE [COMMAND] [ARG...]',
  arity: { min: 1, max: Infinity },
  short: 'Run a command in a new container',
  stopsAtArgument: true,
  flags,
  async run(cli, flags, [image = '', ...args]) {
    const body = await readConfig(cli, flags, image, args).catch((error: unknown) => {
      throw badFlags('run', error)
    })
    if (!flags.detach.value) checkTerminal(cli, body.attach.stdin, body.tty)
    else if (flags.attach.value.length > 0) throw new CliError('Conflicting options: -a and -d')
    return await runContainer(cli, flags, flags.detach.value ? detached(body) : body)
  },
})

/** The same container, with nothing attached. */
function detached(body: CreateBody): CreateBody {
  const none = { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false }
  return {
    ...body,
    config: { ...body.config, ...none },
    attach: { stdin: false, stdout: false, stderr: false },
  }
}

async function runContainer(cli: Cli, flags: RunFlags, body: CreateBody): Promise<number> {
  const { attach, tty } = body
  const id = await createContainer(cli, body, flags).catch((error: unknown) => {
    throw error instanceof Interrupted ? error : runFailure(error, true)
  })
  const stopPassing = flags['sig-proxy'].value ? passSignalsOn(cli, id) : undefined
  const showsOutput = attach.stdout || attach.stderr
  try {
    if (!showsOutput) await cli.out(`${id}\n`)
    const stream = showsOutput || attach.stdin ? await attachTo(cli, flags, body, id) : undefined
    const waiting = await waitForEnd(cli, id, flags.rm.value)
    try {
      await cli.api.send('POST', containerPath(id, 'start'))
    } catch (error) {
      stream?.close()
      await stream?.end.catch(() => undefined)
      if (stream) await waiting.giveUp()
      else if (flags.rm.value) await waiting.status
      waiting.cancel()
      throw error instanceof Interrupted ? error : runFailure(error, false)
    }
    const ended = untilExit(cli, id, { stream, status: waiting.status, showsOutput, tty })
    const code = flags['sig-proxy'].value ? untilEnded(cli, id, ended) : orInterrupted(cli, ended)
    return await code.finally(() => {
      stream?.close()
      waiting.cancel()
    })
  } finally {
    stopPassing?.()
  }
}

function attachTo(cli: Cli, flags: RunFlags, { attach, tty }: CreateBody, id: string) {
  const detachKeys = flags['detach-keys'].value
  return openStream(cli, attachRequest(id, { attach, tty, detachKeys }))
}

interface Running {
  stream: Stream | undefined
  status: Promise<number>
  showsOutput: boolean
  tty: boolean
}

/** The exit code of a container that runs; 0 where nothing of it is shown any more. */
async function untilExit(cli: Cli, id: string, running: Running): Promise<number> {
  const { stream, status, showsOutput, tty } = running
  const stopFollowing =
    stream && tty && cli.io.stdoutIsTty ? followSize(cli, containerPath(id)) : undefined
  try {
    if ((await stream?.end) === 'detached' || !showsOutput) return 0
    return await status
  } finally {
    stopFollowing?.()
  }
}
