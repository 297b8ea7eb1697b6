import * as v from 'valibot'
import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'
import { logError } from '../log.ts'
import { containerPath } from './api.ts'
import { messageOf } from './failure.ts'

/** Exit code where a container's cannot be found out. */
const EXIT_UNKNOWN = 125

const waitBody = v.object({
  StatusCode: v.number(),
  Error: v.nullish(v.object({ Message: v.optional(v.string(), '') })),
})

type WaitBody = v.InferOutput<typeof waitBody>

/** A wait for a container's end that the engine has taken note of. */
interface Wait {
  answer: Promise<WaitBody>
  /** Gives up waiting, so that nothing is kept for it. */
  cancel(): void
}

/** Asks to be told of a container's end. @throws ApiError, Interrupted */
async function askToWait(cli: Cli, name: string, condition: string): Promise<Wait> {
  const { body } = await cli.api.send('POST', containerPath(name, 'wait'), { query: { condition } })
  const reader = body?.getReader()
  const answer = readAll(reader).then((text) => v.parse(waitBody, JSON.parse(text)))
  answer.catch(() => undefined)
  return { answer, cancel: () => void reader?.cancel().catch(() => undefined) }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array> | undefined) {
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
}

/** Milliseconds that an answer gets that is on its way already. */
const ON_ITS_WAY = 20

/** A wait for a container's exit code. */
export interface Waiting {
  status: Promise<number>
  cancel(): void
}

/** A wait for what a container that was not started yet will end with. */
export interface WaitingForEnd extends Waiting {
  /** Gives up because the container was not started, telling so on standard error as Docker's client does. */
  giveUp(): Promise<void>
}

/**
 * Begins to wait for a container's next end, or for its removal. What goes wrong with waiting is told on standard error,
 * and has an exit code of its own.
 */
export async function waitForEnd(cli: Cli, id: string, isRemoved: boolean): Promise<WaitingForEnd> {
  const failed = async (message: string) => {
    await logError(cli, message)
    return EXIT_UNKNOWN
  }
  const unanswered = (error: unknown) => failed(`error waiting for container: ${messageOf(error)}`)
  let wait: Wait
  try {
    wait = await askToWait(cli, id, isRemoved ? 'removed' : 'next-exit')
  } catch (error) {
    const status = unanswered(error)
    return { status, cancel: () => undefined, giveUp: async () => void (await status) }
  }
  let isCancelled = false
  const status = wait.answer.then(
    ({ StatusCode, Error }) =>
      Error ? failed(`Error waiting for container: ${Error.Message}`) : StatusCode,
    (error: unknown) => (isCancelled ? EXIT_UNKNOWN : unanswered(error)),
  )
  const cancel = () => {
    isCancelled = true
    wait.cancel()
  }
  const giveUp = async () => {
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), ON_ITS_WAY))
    if ((await Promise.race([status, late])) !== 'late') return
    cancel()
    await unanswered(new Error('context canceled'))
  }
  return { status, cancel, giveUp }
}

/** Waits for the end of a container that may have ended already. The status rejects with what goes wrong. */
export async function waitUntilStopped(cli: Cli, name: string): Promise<Waiting> {
  const { answer, cancel } = await askToWait(cli, name, '')
  const status = answer.then(({ StatusCode, Error }) => {
    if (Error) throw new CliError(Error.Message)
    return StatusCode
  })
  status.catch(() => undefined)
  return { status, cancel }
}
