import { readOpening } from './call-payload.ts'
import type { Call, CallHandler, MachineStopped, TerminalSize } from './machine.ts'
import { FROM_AGENT, TO_AGENT, WINDOW, words } from './wire.ts'

type Send = (call: number, type: number, payload?: Uint8Array) => void

/** The host's side of the calls of a machine. */
export interface Calls {
  onCall(handler: CallHandler): void
  onFrame(call: number, type: number, payload: Uint8Array): void
  /** The machine is gone, and its calls with it. */
  close(reason: MachineStopped): void
}

/** Exit code of Docker's client where nobody can do what it was called for. */
const FAILED = 125

/** Answers calls that come in frames, by frames that go out by `send`. */
export function answerCalls(send: Send): Calls {
  const underWay = new Map<number, CallState>()
  const waiting: (() => void)[] = []
  let handler: CallHandler | undefined

  const begin = async (id: number, state: CallState) => {
    const exitCode = await (handler?.(state.call) ?? FAILED)
    if (underWay.delete(id)) send(id, TO_AGENT.callExit, words(exitCode))
  }
  return {
    onCall(next) {
      handler = next
      for (const start of waiting.splice(0)) start()
    },
    onFrame(id, type, payload) {
      if (type === FROM_AGENT.callOpen) {
        const state = makeCall(payload, (kind, bytes) => send(id, kind, bytes))
        underWay.set(id, state)
        const start = () =>
          void begin(id, state).catch(() => {
            if (underWay.delete(id)) send(id, TO_AGENT.callExit, words(FAILED))
          })
        if (handler) start()
        else waiting.push(start)
        return
      }
      underWay.get(id)?.onFrame(type, payload)
      if (type === FROM_AGENT.callGone) underWay.delete(id)
    },
    close(reason) {
      for (const state of underWay.values()) state.end(reason)
      underWay.clear()
    },
  }
}

interface CallState {
  call: Call
  onFrame(type: number, payload: Uint8Array): void
  end(reason: Error): void
}

/** The program of a call is not there any more. */
class CallGone extends Error {
  override readonly name = 'CallGone'
}

function makeCall(
  opening: Uint8Array,
  send: (type: number, payload?: Uint8Array) => void,
): CallState {
  const { argv, env, cwd, terminals, size: first } = readOpening(opening)
  const gone = new AbortController()
  const resizes = new Set<() => void>()
  const input = wantedStream((bytes) => send(TO_AGENT.callWant, words(bytes)))
  const output = outputs(send, gone.signal)
  let size: TerminalSize = first
  let onSignal: ((signal: number) => void) | undefined

  const end = (reason: Error) => {
    input.push(new Uint8Array(0))
    gone.abort(reason)
  }
  return {
    call: {
      argv,
      env,
      cwd,
      terminals,
      get size() {
        return size
      },
      stdin: input.stream,
      stdout: (bytes) => output.write(1, bytes),
      stderr: (bytes) => output.write(2, bytes),
      setRaw: (wanted) => send(TO_AGENT.callRaw, words(wanted ? 1 : 0)),
      takeSignals(listener) {
        onSignal = listener
        send(TO_AGENT.callSignals, words(listener ? 1 : 0))
      },
      onResize(listener) {
        resizes.add(listener)
        return () => resizes.delete(listener)
      },
      gone: gone.signal,
    },
    end,
    onFrame(type, payload) {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
      if (type === FROM_AGENT.callStdin) input.push(payload)
      else if (type === FROM_AGENT.callSignal) onSignal?.(view.getUint32(0, true))
      else if (type === FROM_AGENT.callTaken) output.taken(view.getUint32(1, true))
      else if (type === FROM_AGENT.callGone) end(new CallGone('its program has ended'))
      else if (type === FROM_AGENT.callResize) {
        size = { rows: view.getUint32(0, true), cols: view.getUint32(4, true) }
        for (const listener of resizes) listener()
      }
    },
  }
}

/** Bytes of input that are asked for at once. */
const PORTION = 64 * 1024

/** A stream that asks for its bytes when it is read, and not before: what is not read is left to the next program. */
function wantedStream(want: (bytes: number) => void) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let asked = 0
  let ended = false
  const stream = new ReadableStream<Uint8Array>(
    {
      start(it) {
        controller = it
      },
      pull() {
        if (ended || asked > PORTION / 2) return
        want(PORTION - asked)
        asked = PORTION
      },
      cancel() {
        ended = true
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    /** Takes bytes that were read; none are the end. */
    push(bytes: Uint8Array) {
      if (ended) return
      asked -= bytes.length
      if (bytes.length > 0) return controller?.enqueue(bytes)
      ended = true
      controller?.close()
    },
  }
}

/** Bytes that go in one message. */
const CHUNK = 32 * 1024

/** Two outputs of one program, of which neither overtakes the other. */
function outputs(send: (type: number, payload: Uint8Array) => void, gone: AbortSignal) {
  let underWay = 0
  let last = 0
  const wake: (() => void)[] = []
  let turn = Promise.resolve()
  const awake = () => {
    for (const resolve of wake.splice(0)) resolve()
  }
  gone.addEventListener('abort', awake)

  const until = async (isRoom: () => boolean) => {
    while (!isRoom()) {
      gone.throwIfAborted()
      await new Promise<void>((resolve) => wake.push(resolve))
    }
    gone.throwIfAborted()
  }
  const put = async (which: 1 | 2, bytes: Uint8Array) => {
    if (which !== last) await until(() => underWay === 0)
    last = which
    for (let at = 0; at < bytes.length; at += CHUNK) {
      await until(() => underWay < WINDOW)
      const part = bytes.subarray(at, at + CHUNK)
      underWay += part.length
      send(which === 1 ? TO_AGENT.callStdout : TO_AGENT.callStderr, part)
    }
  }
  return {
    write(which: 1 | 2, bytes: Uint8Array): Promise<void> {
      const written = turn.then(() => put(which, bytes))
      turn = written.catch(() => undefined)
      return written
    },
    taken(bytes: number) {
      underWay -= bytes
      awake()
    },
  }
}
