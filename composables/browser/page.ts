import { dataUrl } from './dataUrl.ts'
import type { Answer, Exchange } from './exchange.ts'
import { framed } from './frame.ts'
import * as problem from './problem.ts'
import type { PageParts, Part } from './rewrite.ts'

/** What stands in the window of a browser. */
export type Shown =
  | { kind: 'page'; id: number; url: URL; page: FramedPage }
  | { kind: 'problem'; id: number; url: URL; problem: problem.Problem }

/** A page in a frame, and where it leads. */
export interface FramedPage extends Omit<PageParts, 'root' | 'standards'> {
  /** Text of the frame's document. */
  html: string
}

/** So many files of a page are loaded. */
const PARTS = 200

/** What an answer is, to be shown; undefined where it says that there is nothing new to show. */
export async function pageOf(
  answer: Answer,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<FramedPage | problem.Problem | undefined> {
  const { status, headers, bytes, visit } = answer
  const { url } = visit
  if ([204, 205, 304].includes(status)) return undefined
  if (status >= 400 && bytes.length === 0) return problem.errorStatus(url, status)
  const { type, charset } = mediaType(headers, bytes)
  if (/^attachment/i.test(headers.get('content-disposition') ?? ''))
    return problem.download(fileName(url, headers), type)
  const html = await htmlOf(type, charset, bytes)
  if (html === undefined) return problem.download(fileName(url, headers), type)
  const loaded = new Map<string, Promise<Part | undefined>>()
  const load = (address: URL) => {
    const known = loaded.get(address.href)
    if (known || loaded.size >= PARTS) return known ?? Promise.resolve(undefined)
    const part = loadPart(address, exchange, signal)
    loaded.set(address.href, part)
    return part
  }
  // Only those who look at pages need to load what cleans them.
  const { takeApart } = await import('./rewrite.ts')
  const parts = await takeApart(html, url, load)
  const title = parts.title || fileName(url, headers)
  const { links, forms, base, refresh } = parts
  return { html: framed(parts, url.hash), title, links, forms, base, refresh }
}

async function loadPart(
  url: URL,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<Part | undefined> {
  const outcome = await exchange.ask({ url, method: 'GET' }, signal)
  if ('problem' in outcome || outcome.answer.status !== 200) return undefined
  const { bytes, headers, visit } = outcome.answer
  const { type, charset } = mediaType(headers, bytes)
  return { url: visit.url, type, bytes, text: decode(bytes, charset) }
}

/** The document for an answer; undefined where it is nothing to look at. */
async function htmlOf(
  type: string,
  charset: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | undefined> {
  if (/^(?:text\/html|application\/xhtml\+xml)$/.test(type)) return decode(bytes, charset)
  if (type.startsWith('image/'))
    return plainPage(`<img alt="" src="${await dataUrl(type, bytes)}">`, 'place-items: center')
  if (/^text\/|[/+](?:json|xml|javascript)$/.test(type))
    return plainPage(`<pre>${escape(decode(bytes, charset))}</pre>`, '')
  return undefined
}

function plainPage(body: string, style: string): string {
  return `<!doctype html><style>
    :root { color-scheme: light dark; }
    body { display: grid; min-height: 100vh; margin: 0; ${style} }
    pre { margin: 16px; font: 18px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    img { max-width: 100%; }
  </style><body>${body}`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function mediaType(headers: Headers, bytes: Uint8Array): { type: string; charset: string } {
  const text = headers.get('content-type') ?? guess(bytes)
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(text) ?? []
  return { type: (text.split(';')[0] ?? '').trim().toLowerCase(), charset }
}

/** What bytes are of which their server says nothing: roughly as browsers find out (WHATWG MIME Sniffing, 7.1). */
function guess(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1445))
  // eslint-disable-next-line no-control-regex -- they are what tells
  if (/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(start)) return 'application/octet-stream'
  return /^\s*<[!a-z]/i.test(start) ? 'text/html' : 'text/plain'
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // A name of an encoding that nobody knows.
    return new TextDecoder().decode(bytes)
  }
}

function fileName(url: URL, headers: Headers): string {
  const said = headers.get('content-disposition') ?? ''
  const [, name] = /filename="?([^";]+)"?/i.exec(said) ?? []
  return name ?? (url.pathname.split('/').at(-1) || url.host)
}
