import * as v from 'valibot'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { apiPath, containerPath, inspectContainer } from '../../container/api.ts'
import { withValue } from '../../container/config.ts'
import { checkEnv } from '../../container/checks.ts'
import { nullIfEmpty } from '../../container/json.ts'
import { readPairs } from '../../container/kv.ts'
import { orInterrupted } from '../../container/signals.ts'
import { openStream } from '../../container/stream.ts'
import { checkTerminal } from '../../container/terminal.ts'
import { followSize } from '../../container/tty.ts'
import { NO_FILES } from '../../files.ts'
import { bool, list, text } from '../../flags.ts'
import { CliError } from '../../io.ts'

const created = v.object({ Id: v.string() })
const ended = v.object({ ExitCode: v.nullish(v.number()) })

const flags = () => ({
  detach: bool('Detached mode: run command in the background', { short: 'd' }),
  'detach-keys': text('Override the key sequence for detaching a container'),
  env: list('Set environment variables', { short: 'e', check: checkEnv }),
  'env-file': list('Read in a file of environment variables'),
  interactive: bool('Keep STDIN open even if not attached', { short: 'i' }),
  privileged: bool('Give extended privileges to the command'),
  tty: bool('Allocate a pseudo-TTY', { short: 't' }),
  user: text('Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  workdir: text('Working directory inside the container', { short: 'w' }),
})

type ExecFlags = ReturnType<typeof flags>

/** `docker exec` */
export const exec = defineCommand({
  name: 'exec',
  args: 'CONTAINER COMMAND [ARG...]',
  arity: { min: 2, max: Infinity },
  short: 'Run a command in a running container',
  stopsAtArgument: true,
  flags,
  async run(cli, flags, [name = '', ...command]) {
    const env = await readEnv(cli, flags)
    const Detach = flags.detach.value
    const Tty = flags.tty.value
    const attach = {
      stdin: !Detach && flags.interactive.value,
      stdout: !Detach,
      stderr: !Detach,
    }
    await inspectContainer(cli, name)
    if (!Detach) checkTerminal(cli, attach.stdin, Tty)
    const { Id } = await cli.api.json(created, 'POST', containerPath(name, 'exec'), {
      body: {
        User: flags.user.value,
        Privileged: flags.privileged.value,
        Tty,
        AttachStdin: attach.stdin,
        AttachStderr: attach.stderr,
        AttachStdout: attach.stdout,
        Detach,
        DetachKeys: flags['detach-keys'].value,
        Env: nullIfEmpty(env),
        WorkingDir: flags.workdir.value,
        Cmd: command,
      },
    })
    if (Id === '') throw new CliError('exec ID empty')
    const path = apiPath('/exec', Id)
    if (Detach) {
      await cli.api.send('POST', `${path}/start`, { body: { Detach, Tty } })
      return 0
    }
    const stream = await openStream(cli, {
      path: `${path}/start`,
      body: { Detach, Tty },
      attach,
      tty: Tty,
      detachKeys: flags['detach-keys'].value,
    })
    const stopFollowing = Tty && cli.io.isTty ? followSize(cli, path) : undefined
    const end = await orInterrupted(cli, stream.end).finally(() => {
      stopFollowing?.()
      stream.close()
    })
    if (end === 'detached') throw new CliError('read escape sequence')
    const { ExitCode } = await cli.api.json(ended, 'GET', `${path}/json`)
    return ExitCode ?? 0
  },
})

async function readEnv({ io }: Cli, flags: ExecFlags): Promise<string[]> {
  const pairs: string[] = []
  for (const path of flags['env-file'].value) {
    pairs.push(...(await readPairs(io.files ?? NO_FILES, path, io.env)))
  }
  return [...pairs, ...flags.env.value.map((pair) => withValue(pair, io.env))]
}
