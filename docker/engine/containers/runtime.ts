import * as v from 'valibot'
import type { Outcome, Step } from '../../machine/machine.ts'
import { EngineError, invalid } from '../errors.ts'
import { containerPaths } from '../paths.ts'
import type { Container } from './container.ts'
import { rootSteps } from './root.ts'
import { runtimeSpec } from './spec.ts'
import type { ProcessUser } from './user.ts'

export { mountSteps, unmountSteps } from './root.ts'

const RUNTIME = '/sbin/crun'

/** The runtime and where it keeps its containers' state: what every call of it begins with. */
export const RUNTIME_ARGV = [RUNTIME, '--root', '/run/crun'] as const

/**
 * A container's whole run as one program of steps: root file system, bundle, runtime, and tidying up.
 * The runtime's log is the outcome's one output.
 * @throws EngineError (400) if the image has more layers than one mount can take.
 */
export function runSteps(container: Container, user: ProcessUser): Step[] {
  const { id, config, autoRemove } = container
  const paths = containerPaths(id)
  return [
    ...rootSteps(container),
    {
      op: 'write',
      path: paths.config,
      data: JSON.stringify(runtimeSpec({ id, config, user, rootfs: paths.merged })),
    },
    {
      op: 'spawn',
      argv: [
        ...RUNTIME_ARGV,
        ...['--log', paths.log, '--log-format', 'json'],
        ...['run', '--bundle', paths.dir, '--pid-file', paths.pid, id],
      ],
      env: [],
      stdin: config.openStdin,
      ...(config.tty ? { tty: { rows: 24, cols: 80 } } : {}),
      ready: paths.pid,
    },
    { op: 'finally' },
    { op: 'umount', target: paths.merged },
    { op: 'read', path: paths.log },
    { op: 'remove', path: autoRemove ? paths.dir : paths.log },
  ]
}

/** Removes all that the guest has of a container. */
export function removeSteps({ id }: Container): Step[] {
  return [{ op: 'remove', path: containerPaths(id).dir }]
}

/** Why a run did not begin, and the exit code that Docker gives the container for it. */
export interface StartFailure {
  error: EngineError
  exitCode: 126 | 127 | 128
}

/**
 * Explains a run that never began, in the words that dockerd has for it: its client tells 125, 126 and 127 apart
 * by them.
 */
export function startFailure(outcome: Outcome, { config }: Container): StartFailure {
  const command = [...(config.entrypoint ?? []), ...config.cmd][0] ?? ''
  const { words, exitCode, isRuntime } = explainRuntime(outcome, command)
  const message = prefixed(isRuntime ? `OCI runtime create failed: crun: ${words}: unknown` : words)
  return { error: exitCode === 128 ? new EngineError(500, message) : invalid(message), exitCode }
}

/**
 * Why a program of steps did not come to run `command`: in the runtime's words where it has some (the outcome's one
 * output is its log), or else in the machine's.
 */
export function explainRuntime(
  { output, failure, exitCode }: Outcome,
  command: string,
): { words: string; exitCode: 126 | 127 | 128; isRuntime: boolean } {
  const [log] = output
  const said = log === undefined ? undefined : lastMessage(new TextDecoder().decode(log))
  if (said !== undefined) return { ...explain(said, command), isRuntime: true }
  const words = failure
    ? `${failure.message} (step ${failure.step})`
    : `crun ended with exit code ${exitCode}`
  return { words, exitCode: 128, isRuntime: false }
}

function prefixed(problem: string) {
  return `failed to create task for container: failed to create shim task: ${problem}`
}

/** crun's words for the two mistakes that people make, put as runc puts them; everything else is left as it is. */
function explain(said: string, command: string): { words: string; exitCode: 126 | 127 | 128 } {
  const exec = `exec: ${JSON.stringify(command)}`
  if (/^executable file .* not found/.test(said)) {
    return command.includes('/')
      ? { words: `${exec}: stat ${command}: no such file or directory`, exitCode: 127 }
      : { words: `${exec}: executable file not found in $PATH`, exitCode: 127 }
  }
  if (/^open executable|not executable|not a regular file/.test(said)) {
    return { words: `${exec}: permission denied`, exitCode: 126 }
  }
  if (/permission denied/i.test(said)) return { words: lowerCased(said), exitCode: 126 }
  if (/no such file or directory/i.test(said)) return { words: lowerCased(said), exitCode: 127 }
  return { words: said, exitCode: 128 }
}

/** C's error texts begin with a capital, Go's do not, and Docker's client looks for Go's. */
function lowerCased(said: string) {
  return said
    .replace('Permission denied', 'permission denied')
    .replace('No such file or directory', 'no such file or directory')
}

const logLine = v.pipe(v.string(), v.parseJson(), v.object({ msg: v.string(), level: v.string() }))

/** The last error in crun's log (one JSON object a line). */
function lastMessage(log: string): string | undefined {
  return log
    .split('\n')
    .map((line) => v.safeParse(logLine, line))
    .filter((parsed) => parsed.success)
    .map(({ output }) => output)
    .findLast(({ level }) => level === 'error')?.msg
}
