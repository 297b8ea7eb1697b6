import { messageOf } from '../errors.ts'
import type { Exec } from '../exec/exec.ts'
import { ExecOutput } from '../exec/output.ts'
import { startExec } from '../exec/run.ts'
import { SIGKILL, SIGTERM } from '../signals.ts'
import { demultiplex } from '../stdcopy.ts'
import type { Container } from './container.ts'
import type { HealthContext } from './health.ts'

/** How one look at a container went. */
export interface ProbeResult {
  start: Date
  end: Date
  /** 0 where it is well, -1 where the probe could not be run to its end. */
  exitCode: number
  output: string
}

/** Bytes of a probe's output that are kept. */
const OUTPUT_MAX = 4096

/** Milliseconds between the signal that ends a probe which takes too long and SIGKILL. */
const TERM_GRACE = 10_000

/**
 * Runs a container's healthcheck in it once. Never rejects.
 * @param timeout milliseconds
 */
export async function probe(
  container: Container,
  context: HealthContext,
  timeout: number,
): Promise<ProbeResult> {
  const start = context.now()
  const done = (exitCode: number, output: string) => ({
    start,
    end: context.now(),
    exitCode,
    output,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const exec = create(container, context)
    const output = new ExecOutput(false)
    const text = readOutput(output.body)
    await startExec(context, exec, { output, stdin: undefined })
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeout)
    })
    if ((await Promise.race([exec.ended.promise, late])) === 'late') {
      exec.task?.signal(SIGTERM)
      const kill = setTimeout(() => exec.task?.signal(SIGKILL), TERM_GRACE)
      await exec.ended.promise
      clearTimeout(kill)
      return done(-1, `Health check exceeded timeout (${timeout / 1000}s)`)
    }
    return done(exec.exitCode ?? -1, await text)
  } catch (error) {
    return done(-1, messageOf(error))
  } finally {
    clearTimeout(timer)
  }
}

function create(container: Container, { execs, lifecycle }: HealthContext): Exec {
  const { config } = container
  const [kind, ...words] = config.healthcheck?.Test ?? []
  const exec = execs.create(container, {
    cmd: kind === 'CMD-SHELL' ? [...(config.shell ?? ['/bin/sh', '-c']), ...words] : words,
    env: [],
    user: config.user,
    workingDir: config.workingDir,
    tty: false,
    privileged: false,
    attach: { stdin: false, stdout: true, stderr: true },
    detachKeys: new Uint8Array(),
  })
  lifecycle.emit(container, `exec_create: ${exec.commandLine}`, { execID: exec.id })
  return exec
}

async function readOutput(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let room = OUTPUT_MAX
  let isTruncated = false
  try {
    await demultiplex(chunks(body), (_, bytes) => {
      text += decoder.decode(bytes.subarray(0, room), { stream: true })
      isTruncated ||= bytes.length > room
      room = Math.max(0, room - bytes.length)
    })
  } catch (error) {
    return messageOf(error)
  }
  return text + decoder.decode() + (isTruncated ? '...' : '')
}

async function* chunks(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
