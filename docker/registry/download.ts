import { DownloadFailed, NotFound, type Missing } from './errors.ts'
import { concat } from './bytes.ts'

/** The one part of `fetch` that downloads need. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** How a download is watched and stopped. */
export interface DownloadOptions {
  /** Told the bytes so far, in order, while they arrive. */
  onProgress?: (loaded: number) => void
  /** Aborting rejects the download with the signal's reason. */
  signal?: AbortSignal
}

interface Wanted {
  url: string
  accept: string
  /** What is missing, and how dockerd says so, when the registry does not have it. */
  missing: Missing
  notFound: string
  /** Size in bytes that it must have; undefined where none is known. */
  size?: number
}

/**
 * Downloads a whole body.
 *
 * @throws {NotFound} on 404, and when an HTML page comes instead: static hosts answer so with 200.
 * @throws {DownloadFailed} on everything else that keeps the whole body from arriving.
 */
export async function download(
  fetch: Fetch,
  wanted: Wanted,
  { onProgress, signal }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { url, accept, size } = wanted
  const response = await attempt(url, signal, () =>
    fetch(url, { headers: { Accept: accept }, ...(signal && { signal }) }),
  )
  const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false
  if (response.status === 404 || (response.ok && isPage)) {
    await response.body?.cancel()
    throw new NotFound(wanted.missing, wanted.notFound)
  }
  if (!response.ok) {
    await response.body?.cancel()
    const retryable = response.status >= 500 || response.status === 408 || response.status === 429
    throw new DownloadFailed(url, `the server answered ${response.status}`, retryable)
  }

  const chunks: Uint8Array[] = []
  let loaded = 0
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await attempt(url, signal, () => reader.read())
    if (done) break
    chunks.push(value)
    loaded += value.length
    if (size !== undefined && loaded > size) {
      await reader.cancel()
      throw new DownloadFailed(url, `more than its ${size} bytes came`, false)
    }
    onProgress?.(loaded)
  }
  if (size !== undefined && loaded < size) {
    throw new DownloadFailed(url, `only ${loaded} of its ${size} bytes came`, true)
  }
  return concat(chunks)
}

/** `fetch` and `read` reject with anything: tell an abort from a network that failed. */
async function attempt<T>(
  url: string,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    signal?.throwIfAborted()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DownloadFailed(url, reason, true, { cause })
  }
}
