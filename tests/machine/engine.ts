import { openDockerNode } from '../../docker/host/node.ts'
import { demultiplex } from '../../docker/engine/stdcopy.ts'

/** What a request may come with. */
export interface CallInit {
  body?: unknown
  /** A body that is not JSON. */
  raw?: Uint8Array
  stdin?: ReadableStream<Uint8Array>
}

/** An answer, read to its end. */
export interface Answer {
  status: number
  headers: Headers
  text: string
  json: unknown
}

/** The engine on the real machine, without a command line. */
export function openEngine() {
  const session = openDockerNode()

  const send = (method: string, path: string, { body, raw, stdin }: CallInit = {}) =>
    session.engine.fetch(
      new Request(`http://docker/v1.41${path}`, {
        method,
        ...(raw && { body: Buffer.from(raw) }),
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        }),
      }),
      stdin,
    )

  const call = async (method: string, path: string, init?: CallInit): Promise<Answer> => {
    const response = await send(method, path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    const json: unknown = isJson && /^[^\n]+\n?$/.test(text) ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, text, json }
  }

  /** Reads an answer's multiplexed streams. */
  const streams = async (response: Response) => {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
    const out = { stdout: '', stderr: '' }
    if (!response.body) return out
    await demultiplex(response.body, (stream, part) => {
      out[stream] += decoders[stream].decode(part, { stream: true })
    })
    return out
  }

  /** Runs a script of docker commands; what it prints does not matter. */
  const docker = async (script: string) => {
    let text = ''
    const decoder = new TextDecoder()
    const add = (bytes: Uint8Array) => void (text += decoder.decode(bytes))
    const exitCode = await session.run(script, { stdout: add, stderr: add })
    if (exitCode !== 0) throw new Error(text)
    return text.trim()
  }

  return { session, send, call, streams, docker }
}

/** A stream that is given text and then ends. */
export function inputOf(...parts: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const part of parts)
        controller.enqueue(typeof part === 'string' ? encoder.encode(part) : part)
      controller.close()
    },
  })
}

/** Waits until something has come true, leaving the machine time to run. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 100))
}
