import { ConnectionRefused, MalformedResponse, type Docker } from '../../docker/host/index.ts'
import { isLocal, portOf, resolve } from './address.ts'
import type { CookieJar } from './cookies.ts'
import type { Visit } from './form.ts'
import * as problem from './problem.ts'

/** What a server answered, at the end of all redirects. */
export interface Answer {
  /** What was asked for last. */
  visit: Visit
  status: number
  headers: Headers
  bytes: Uint8Array<ArrayBuffer>
}

/** How asking went; what a problem stands for has the address to which it came. */
export type Outcome = { answer: Answer } | { problem: problem.Problem; visit: Visit }

/** So many redirects are followed. */
const REDIRECTS = 20
/** Bytes of an answer. */
const LIMIT = 16 * 2 ** 20

/** Asks containers for pages, and for what belongs to them. */
export class Exchange {
  constructor(
    private readonly docker: Docker,
    private readonly jar: CookieJar,
  ) {}

  /**
   * Asks for a page and follows where it leads. Nothing but published ports is ever asked.
   * Rejects with the signal's reason, and with nothing else.
   */
  async ask(visit: Visit, signal: AbortSignal): Promise<Outcome> {
    let now = visit
    for (let hops = 0; hops <= REDIRECTS; hops++) {
      const outcome = await this.#once(now, signal)
      signal.throwIfAborted()
      if ('problem' in outcome) return outcome
      const next = redirectOf(outcome.answer)
      if (!next) return outcome
      now = next
    }
    return { problem: problem.circle(now.url), visit: now }
  }

  async #once(visit: Visit, signal: AbortSignal): Promise<Outcome> {
    const { url, method, body } = visit
    if (!isLocal(url)) return { problem: problem.outside(url), visit }
    if (url.protocol === 'https:') return { problem: problem.secure(url), visit }
    const request = new Request(url, { method, signal, ...(body !== undefined && { body }) })
    const cookies = {
      sent: this.jar.header(url),
      take: (value: string) => this.jar.take(url, value),
    }
    try {
      const response = await this.docker.fetch(portOf(url), request, cookies)
      const bytes = await read(response)
      if (!bytes) return { problem: problem.tooLarge(url, LIMIT), visit }
      return { answer: { visit, status: response.status, headers: response.headers, bytes } }
    } catch (error) {
      if (error instanceof ConnectionRefused) return { problem: problem.refused(url), visit }
      if (!(error instanceof MalformedResponse)) {
        // A connection that breaks off, or a machine that is gone.
        return { problem: problem.empty(url), visit }
      }
      const isEmpty = error.message === 'the connection ended in the head'
      return {
        problem: isEmpty ? problem.empty(url) : problem.malformed(url, error.message),
        visit,
      }
    }
  }
}

/** RFC 9110, 15.4: after 303 a GET, and after 301 and 302 a POST becomes one, as browsers do. */
function redirectOf({ visit, status, headers }: Answer): Visit | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const url = resolve(headers.get('location') ?? '', visit.url)
  if (!url || !headers.has('location')) return undefined
  if (url.hash === '') url.hash = visit.url.hash
  return status < 307 ? { url, method: 'GET' } : { ...visit, url }
}

/** All of a body; undefined where it is larger than is shown. */
async function read(response: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length
    parts.push(part.value)
    if (size > LIMIT) {
      await reader?.cancel()
      return undefined
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
