import type { Cli } from '../cli.ts'
import { CommandGone, EXIT_INTERRUPTED, Interrupted } from '../io.ts'
import { containerPath } from './api.ts'

/** Milliseconds that a program gets to end by itself after the command was stopped. */
const PATIENCE = 1000

/** Passes the command's signals on to a container. @returns a function that ends it */
export function passSignalsOn(cli: Cli, id: string): () => void {
  const stop = cli.io.onSignal?.((name) => void kill(cli, id, name.replace(/^SIG/, '')))
  return () => stop?.()
}

/**
 * Waits for the end of a command that is attached to a container. Where the command is stopped meanwhile, so is the
 * container: it is interrupted, and killed where that does not end it. Where the command is gone, the container stays.
 * @returns the command's exit code
 * @throws Interrupted where the command is gone
 */
export async function untilEnded(cli: Cli, id: string, ended: Promise<number>): Promise<number> {
  const stop = watchStop(cli)
  const first = await Promise.race([ended, stop.stopped]).finally(stop.forget)
  if (first !== undefined) return first
  if (cli.io.signal?.reason instanceof CommandGone) throw new Interrupted()
  // It may have ended just now: then there is nothing to kill, which is as good.
  await kill(cli, id, 'INT')
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
  await Promise.race([ended, patience.then(() => kill(cli, id, 'KILL'))])
  await ended
  return EXIT_INTERRUPTED
}

/** @throws Interrupted as soon as the command is stopped, whatever becomes of what is waited for */
export async function orInterrupted<T>(cli: Cli, waited: Promise<T>): Promise<T> {
  const stop = watchStop(cli)
  const stopped = stop.stopped.then((): never => {
    throw new Interrupted()
  })
  return await Promise.race([waited, stopped]).finally(stop.forget)
}

/** Watches for the command's stop, until that is of no interest any more: a script's commands have one signal. */
function watchStop({ io: { signal } }: Cli): { stopped: Promise<undefined>; forget(): void } {
  let stop: () => void = () => undefined
  const stopped = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  return { stopped, forget: () => signal?.removeEventListener('abort', stop) }
}

async function kill(cli: Cli, id: string, signal: string) {
  const query = { signal }
  await cli.api.sendAnyway('POST', containerPath(id, 'kill'), { query }).catch(() => undefined)
}
