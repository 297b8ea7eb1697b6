import { ApiError } from '../../api.ts'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { containerPath, inspectContainer } from '../../container/api.ts'
import { attachRequest } from '../../container/attach.ts'
import { orInterrupted, passSignalsOn, untilEnded } from '../../container/signals.ts'
import { openStream } from '../../container/stream.ts'
import { checkTerminal } from '../../container/terminal.ts'
import { followSize, resize } from '../../container/tty.ts'
import { waitUntilStopped } from '../../container/wait.ts'
import { bool, text } from '../../flags.ts'
import { CliError } from '../../io.ts'

const flags = () => ({
  'detach-keys': text('Override the key sequence for detaching a container'),
  'no-stdin': bool('Do not attach STDIN'),
  'sig-proxy': bool('Proxy all received signals to the process', {}, true),
})

type AttachFlags = ReturnType<typeof flags>

/** `docker attach` */
export const attach = defineCommand({
  name: 'attach',
  args: 'CONTAINER',
  arity: { min: 1, max: 1 },
  short: 'Attach local standard input, output, and error streams to a running container',
  flags,
  async run(cli, flags, [name = '']) {
    // What keeps the engine from answering this is told by the inspection.
    const waiting = await waitUntilStopped(cli, name).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      return { status: Promise.reject<number>(error), cancel: () => undefined }
    })
    waiting.status.catch(() => undefined)
    try {
      return await attachTo(cli, flags, name, waiting.status)
    } finally {
      waiting.cancel()
    }
  },
})

async function attachTo(cli: Cli, flags: AttachFlags, name: string, status: Promise<number>) {
  const { Config } = await inspectRunning(cli, name)
  const hasStdin = !flags['no-stdin'].value
  checkTerminal(cli, hasStdin, Config.Tty)
  const passes = flags['sig-proxy'].value && !Config.Tty
  const stopPassing = passes ? passSignalsOn(cli, name) : undefined
  const stream = await openStream(
    cli,
    attachRequest(name, {
      attach: { stdin: hasStdin && Config.OpenStdin, stdout: true, stderr: true },
      tty: Config.Tty,
      detachKeys: flags['detach-keys'].value,
    }),
  )
  let stopFollowing: (() => void) | undefined
  try {
    // It may have ended in between, and then nothing would ever come.
    await inspectRunning(cli, name)
    if (Config.Tty && cli.io.stdoutIsTty) stopFollowing = await followAfresh(cli, name)
    const ended = stream.end.then((end) => {
      if (end === 'detached') throw new CliError('read escape sequence')
      return status
    })
    return await (passes ? untilEnded(cli, name, ended) : orInterrupted(cli, ended))
  } finally {
    stopFollowing?.()
    stream.close()
    stopPassing?.()
  }
}

/** Follows the terminal's size, and has the program draw its screen anew by a size that is not the last one's. */
async function followAfresh(cli: Cli, name: string): Promise<() => void> {
  await resize(cli, containerPath(name), 1).catch(() => undefined)
  return followSize(cli, containerPath(name))
}

/** Looks at a container that can be attached to. @throws ApiError, CliError */
async function inspectRunning(cli: Cli, name: string) {
  const container = await inspectContainer(cli, name)
  const { Running, Paused, Restarting } = container.State
  const cannot = (state: string, advice: string) =>
    new CliError(`You cannot attach to a ${state} container, ${advice}`)
  if (!Running) throw cannot('stopped', 'start it first')
  if (Paused) throw cannot('paused', 'unpause it first')
  if (Restarting) throw cannot('restarting', 'wait until it is running')
  return container
}
