import { ApiError } from '../../api.ts'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { containerPath, inspectContainer } from '../../container/api.ts'
import { attachRequest } from '../../container/attach.ts'
import { orInterrupted, passSignalsOn, untilEnded } from '../../container/signals.ts'
import { openStream } from '../../container/stream.ts'
import { followSize } from '../../container/tty.ts'
import { waitForEnd } from '../../container/wait.ts'
import { bool, text } from '../../flags.ts'
import { CliError } from '../../io.ts'

/** Flags that only engines with experimental features have. */
const EXPERIMENTAL = { requires: { experimental: true, ostype: 'linux' } }

const flags = () => ({
  attach: bool('Attach STDOUT/STDERR and forward signals', { short: 'a' }),
  checkpoint: text('Restore from this checkpoint', EXPERIMENTAL),
  'checkpoint-dir': text('Use a custom checkpoint storage directory', EXPERIMENTAL),
  'detach-keys': text('Override the key sequence for detaching a container'),
  interactive: bool("Attach container's STDIN", { short: 'i' }),
})

type StartFlags = ReturnType<typeof flags>

/** `docker start` */
export const start = defineCommand({
  name: 'start',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Start one or more stopped containers',
  flags,
  async run(cli, flags, names) {
    if (!flags.attach.value && !flags.interactive.value) return await startAll(cli, flags, names)
    if (names.length > 1) {
      throw new CliError('you cannot start and attach multiple containers at once')
    }
    return await startAttached(cli, flags, names[0] ?? '')
  },
})

async function startAll(cli: Cli, flags: StartFlags, names: readonly string[]): Promise<number> {
  const isRestored = flags.checkpoint.value !== ''
  if (isRestored && names.length > 1) {
    throw new CliError('you cannot restore multiple containers at once')
  }
  const failed: string[] = []
  for (const name of names) {
    try {
      await startOne(cli, flags, name)
      if (!isRestored) await cli.out(`${name}\n`)
    } catch (error) {
      if (!(error instanceof ApiError) || isRestored) throw error
      await cli.err(`${error.message}\n`)
      failed.push(name)
    }
  }
  if (failed.length === 0) return 0
  throw new CliError(`Error: failed to start containers: ${failed.join(', ')}`)
}

async function startOne(cli: Cli, flags: StartFlags, name: string) {
  const { checkpoint, 'checkpoint-dir': directory } = flags
  await cli.api.send('POST', containerPath(name, 'start'), {
    query: {
      ...(checkpoint.value === '' ? {} : { checkpoint: checkpoint.value }),
      ...(directory.value === '' ? {} : { 'checkpoint-dir': directory.value }),
    },
  })
}

async function startAttached(cli: Cli, flags: StartFlags, name: string): Promise<number> {
  const { Id, Config, HostConfig } = await inspectContainer(cli, name)
  const stopPassing = Config.Tty ? undefined : passSignalsOn(cli, Id)
  try {
    const stream = await openStream(
      cli,
      attachRequest(Id, {
        attach: {
          stdin: flags.interactive.value && Config.OpenStdin,
          stdout: true,
          stderr: true,
        },
        tty: Config.Tty,
        detachKeys: flags['detach-keys'].value,
      }),
    )
    const waiting = await waitForEnd(cli, Id, HostConfig.AutoRemove)
    try {
      await startOne(cli, flags, Id)
    } catch (error) {
      stream.close()
      await stream.end.catch(() => undefined)
      await waiting.giveUp()
      throw error
    }
    const follows = Config.Tty && cli.io.stdoutIsTty === true
    const stopFollowing = follows ? followSize(cli, containerPath(Id)) : undefined
    const ended = stream.end.then((end) => (end === 'detached' ? 0 : waiting.status))
    const code = Config.Tty ? orInterrupted(cli, ended) : untilEnded(cli, Id, ended)
    return await code.finally(() => {
      stopFollowing?.()
      stream.close()
      waiting.cancel()
    })
  } finally {
    stopPassing?.()
  }
}
