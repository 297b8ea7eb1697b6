import { deferred } from './deferred.ts'
import { answerCalls } from './calls.ts'
import type {
  CallHandler,
  Outcome,
  Step,
  StepFailure,
  SubmitOptions,
  Task,
  TerminalSize,
} from './machine.ts'
import { MachineStopped } from './machine.ts'
import type { Frame } from './wire.ts'
import {
  credit,
  encodeSteps,
  frame,
  FRAME_MAX,
  frameReader,
  FROM_AGENT,
  TO_AGENT,
  WINDOW,
  words,
} from './wire.ts'

/** A reliable byte connection to the agent. */
export interface Connection {
  write(bytes: Uint8Array): void
}

/** The host's side of the agent: tasks over one connection. */
export interface AgentConnection {
  submit(steps: readonly Step[], options?: SubmitOptions): Task
  /** Sets the guest's clock (milliseconds since 1970) and stirs its random pool. */
  setClock(now: number, entropy: Uint8Array): void
  /** Answers the machine's calls; before that they wait. */
  onCall(handler: CallHandler): void
  /** Takes bytes that arrived from the agent. */
  receive(chunk: Uint8Array): void
  /** Ends everything under way with `reason`; later tasks end so at once. */
  close(reason: MachineStopped): void
}

interface TaskState {
  onFrame(type: number, payload: Uint8Array): void
  fail(reason: MachineStopped): void
}

/** Makes the host's side of the agent's protocol over `connection`. */
export function connectAgent(connection: Connection): AgentConnection {
  const tasks = new Map<number, TaskState>()
  let nextTask = 1
  let closed: MachineStopped | undefined

  const send = (task: number, type: number, payload: Uint8Array = new Uint8Array(0)) => {
    if (!closed) connection.write(frame(task, type, payload))
  }
  const calls = answerCalls(send)
  const receive = frameReader(({ task, type, payload }: Frame) => {
    if (type >= FROM_AGENT.callOpen) calls.onFrame(task, type, payload)
    else tasks.get(task)?.onFrame(type, payload)
  })

  return {
    receive,
    onCall: (handler) => calls.onCall(handler),
    setClock(now, entropy) {
      const time = words(Math.floor(now / 1000), (now % 1000) * 1_000_000)
      const payload = new Uint8Array(time.length + entropy.length)
      payload.set(time)
      payload.set(entropy, time.length)
      send(0, TO_AGENT.clock, payload)
    },
    submit(steps, watch = {}) {
      const id = nextTask++
      const program = encodeSteps(steps)
      if (program.length > FRAME_MAX)
        throw new RangeError(
          `steps of ${program.length} bytes: the agent takes ${FRAME_MAX} at most`,
        )
      const { task, state } = makeTask(
        (type, payload) => send(id, type, payload),
        () => tasks.delete(id),
        watch,
      )
      if (closed) {
        state.fail(closed)
      } else {
        tasks.set(id, state)
        send(id, TO_AGENT.submit, program)
      }
      return task
    },
    close(reason) {
      closed = reason
      for (const state of [...tasks.values()]) state.fail(reason)
      tasks.clear()
      calls.close(reason)
    },
  }
}

function makeTask(
  send: (type: number, payload?: Uint8Array) => void,
  forget: () => void,
  { onOutput, onInput, onWritten }: SubmitOptions,
): { task: Task; state: TaskState } {
  const started = deferred<boolean>()
  const pid = deferred<number | undefined>()
  const done = deferred<Outcome>()
  // Whoever is not interested in the end of a task must not meet its failure as an unhandled one.
  done.promise.catch(() => undefined)
  const stdout = creditedStream((bytes) => send(TO_AGENT.credit, credit(1, bytes)))
  const stderr = creditedStream((bytes) => send(TO_AGENT.credit, credit(2, bytes)))
  const stdin = creditedSink((bytes) => send(TO_AGENT.stdin, bytes))
  const output: Uint8Array[] = []
  let taken = 0

  const onFrame = (type: number, payload: Uint8Array) => {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
    switch (type) {
      case FROM_AGENT.started:
        started.resolve(true)
        pid.resolve(view.getUint32(0, true) || undefined)
        break
      case FROM_AGENT.stdout:
        // Of a connection: its other side has half-closed.
        if (payload.length === 0) stdout.end()
        else {
          onWritten?.('stdout', payload.length)
          stdout.push(payload)
        }
        break
      case FROM_AGENT.stderr:
        onWritten?.('stderr', payload.length)
        stderr.push(payload)
        break
      case FROM_AGENT.stdinCredit:
        stdin.grant(view.getUint32(0, true))
        taken += view.getUint32(0, true)
        onInput?.(taken)
        break
      case FROM_AGENT.output:
        output.push(payload)
        onOutput?.(payload, output.length - 1)
        break
      case FROM_AGENT.done: {
        const exitCode = view.getInt32(0, true)
        const step = view.getInt32(4, true)
        const failure: StepFailure | undefined =
          step < 0
            ? undefined
            : {
                step,
                errno: view.getUint32(8, true),
                message: new TextDecoder().decode(payload.subarray(12)),
              }
        forget()
        started.resolve(false)
        pid.resolve(undefined)
        stdout.end()
        stderr.end()
        stdin.close()
        done.resolve({ exitCode: exitCode < 0 ? undefined : exitCode, failure, output })
        break
      }
    }
  }
  return {
    task: {
      stdout: stdout.stream,
      stderr: stderr.stream,
      stdin: stdin.stream,
      started: started.promise,
      pid: pid.promise,
      done: done.promise,
      signal: (signal: number) => send(TO_AGENT.signal, words(signal)),
      signalGroup: (signal: number) => send(TO_AGENT.groupSignal, words(signal)),
      resize: ({ rows, cols }: TerminalSize) => send(TO_AGENT.resize, words(rows, cols)),
    },
    state: {
      onFrame,
      fail(reason) {
        forget()
        started.resolve(false)
        pid.resolve(undefined)
        stdout.fail(reason)
        stderr.fail(reason)
        stdin.close()
        done.reject(reason)
      },
    },
  }
}

/** A stream whose reader grants the sender credit; what nobody reads stays with the sender. */
function creditedStream(grant: (bytes: number) => void) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let owed = 0
  let ended = false
  const stream = new ReadableStream<Uint8Array>(
    {
      start(it) {
        controller = it
      },
      pull() {
        // Small reads are granted together, so that credit costs few frames.
        if (ended || owed < WINDOW / 4) return
        grant(owed)
        owed = 0
      },
      cancel() {
        ended = true
        grant(0x7fffffff)
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WINDOW }),
  )
  return {
    stream,
    push(bytes: Uint8Array) {
      if (ended) return
      owed += bytes.length
      controller?.enqueue(bytes)
    },
    end() {
      if (!ended) controller?.close()
      ended = true
    },
    fail(reason: Error) {
      if (!ended) controller?.error(reason)
      ended = true
    },
  }
}

/** Bytes of input that go out together: a frame of the line has room for them and their header. */
const BATCH = 60 * 1024

/**
 * A sink that sends no more than the receiver has granted. Small chunks that come at one go leave
 * together, since each frame costs the guest an interrupt.
 */
function creditedSink(send: (bytes: Uint8Array) => void) {
  let room = WINDOW
  let closed = false
  let wake: (() => void) | undefined
  let batch: Uint8Array | undefined
  let used = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batch && used > 0 && !closed) send(batch.subarray(0, used))
    used = 0
  }
  const end = () => {
    flush()
    if (!closed) send(new Uint8Array(0))
  }
  const stream = new WritableStream<Uint8Array>({
    async write(chunk) {
      let rest = chunk
      while (rest.length > 0 && !closed) {
        if (room === 0) {
          flush()
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        const part = rest.subarray(0, Math.min(room, BATCH - used))
        batch ??= new Uint8Array(BATCH)
        batch.set(part, used)
        used += part.length
        room -= part.length
        rest = rest.subarray(part.length)
        if (used === BATCH) flush()
      }
      if (used > 0) timer ??= setTimeout(flush)
    },
    close: end,
    abort: end,
  })
  return {
    stream,
    grant(bytes: number) {
      room += bytes
      wake?.()
    },
    close() {
      closed = true
      clearTimeout(timer)
      wake?.()
    },
  }
}
