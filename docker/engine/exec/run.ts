import type { Machine, Task } from '../../machine/machine.ts'
import type { Lifecycle } from '../containers/lifecycle.ts'
import { readAccounts } from '../containers/accounts.ts'
import { findUser } from '../containers/user.ts'
import { escapable } from '../detach.ts'
import { EngineError, messageOf } from '../errors.ts'
import type { Exec } from './exec.ts'
import { execFailure } from './failure.ts'
import type { ExecOutput } from './output.ts'
import { execSteps } from './steps.ts'

/** What running an exec works on. */
export interface ExecContext {
  machine: () => Promise<Machine>
  lifecycle: Lifecycle
}

/** Exit code of an exec whose machine went away under it. */
const EXIT_LOST = 255

/** A client that is attached to an exec. */
export interface ExecClient {
  output: ExecOutput
  stdin: ReadableStream<Uint8Array> | undefined
}

/**
 * Starts an exec; resolves when its program is about to run.
 * @param client gets its output; without one, output is dropped.
 * @throws EngineError in dockerd's words if the runtime cannot start it.
 */
export async function startExec(
  context: ExecContext,
  exec: Exec,
  client?: ExecClient,
): Promise<void> {
  exec.running = true
  const say = (action: string, attributes: Record<string, string> = {}) =>
    context.lifecycle.emit(exec.container, action, { execID: exec.id, ...attributes })
  say(`exec_start: ${exec.commandLine}`)
  try {
    const machine = await context.machine()
    const { container, config } = exec
    const accounts = await readAccounts(machine, container)
    const user = findUser(config.user, accounts, container.hostConfig.GroupAdd ?? [])
    const task = machine.submit(execSteps(exec, user))
    await begin(task, exec)
    const streams = connect(task, exec, client, () => say('exec_detach'))
    void finish(task, exec, streams).then((exitCode) => {
      client?.output.close()
      say('exec_die', { exitCode: String(exitCode) })
    })
  } catch (error) {
    exec.running = false
    exec.exitCode ??= 126
    exec.ended.resolve()
    throw error
  } finally {
    exec.started.resolve()
  }
}

/** Waits until the program is about to run. @throws EngineError if it does not come to that. */
async function begin(task: Task, exec: Exec): Promise<void> {
  if (await task.started) {
    exec.task = task
    exec.pid = (await task.pid) ?? 0
    return
  }
  void Promise.allSettled([task.stdout.cancel(), task.stderr.cancel()])
  const { error, exitCode } = await task.done.then(
    (outcome) => execFailure(outcome, exec),
    (reason: unknown) => ({ error: new EngineError(500, messageOf(reason)), exitCode: 126 }),
  )
  exec.exitCode = exitCode
  throw error
}

/** Joins the program's streams to the client's; resolves when all output has been delivered. */
function connect(
  task: Task,
  { config }: Exec,
  client: ExecClient | undefined,
  onDetach: () => void,
): Promise<unknown> {
  const { attach, tty } = config
  if (attach.stdin) {
    const { stdin, output } = client ?? {}
    if (!stdin) {
      void task.stdin.close().catch(() => undefined)
    } else if (tty) {
      const { input, detached } = escapable(stdin, config.detachKeys)
      // A terminal's program keeps its input when the client has gone; its output then is for nobody.
      input.pipeTo(task.stdin, { preventClose: true }).catch(() => undefined)
      void detached.then((byKeys) => {
        if (byKeys) onDetach()
        output?.close()
      })
    } else {
      stdin.pipeTo(task.stdin).catch(() => undefined)
    }
  }
  return Promise.all(
    (['stdout', 'stderr'] as const).map((stream) =>
      client && attach[stream]
        ? client.output.carry(stream, task[stream])
        : task[stream].cancel().catch(() => undefined),
    ),
  )
}

/** Sees an exec to its end: its client gets all the output before anyone learns how it ended. */
async function finish(task: Task, exec: Exec, streams: Promise<unknown>): Promise<number> {
  const exitCode = await task.done.then(
    (outcome) => outcome.exitCode ?? EXIT_LOST,
    () => EXIT_LOST,
  )
  await streams
  exec.task = undefined
  exec.running = false
  exec.exitCode = exitCode
  exec.ended.resolve()
  return exitCode
}
