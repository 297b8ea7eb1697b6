import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
}

/** A static site being served. */
export interface Site {
  /** Address of its start page, ending with `/`. */
  url: string
  close(): Promise<void>
}

/** What a static host is asked to do. */
export interface SiteOptions {
  /** Folders with the files; the first that has a file gives it. */
  roots: readonly string[]
  /** Path under which the site lies, e.g. `/deck/`. */
  base: string
  /** Paths under `base` that this host does not have, e.g. `machine/`. */
  missing?: readonly string[]
  /** Paths under `base` for which this host answers 503. */
  broken?: readonly string[]
  /** Paths under `base` for which this host takes a request and never answers. */
  stalled?: readonly string[]
  /** What a host without a file answers: 404, or the start page with 200 as hosts for single-page apps do. */
  notFound?: 404 | 'start page'
}

/** Serves files as the plainest of static hosts does, on a free port. */
export async function serve(options: SiteOptions): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    let file: string | undefined
    if (path.startsWith(options.base)) {
      const inside = normalize('/' + path.slice(options.base.length)).slice(1) || 'index.html'
      const under = (prefix: string) => inside.startsWith(prefix)
      if (options.stalled?.some(under)) return
      if (options.broken?.some(under)) {
        response.writeHead(503).end()
        return
      }
      if (!options.missing?.some(under)) file = await find(options.roots, inside)
      if (!file && options.notFound === 'start page') file = await find(options.roots, 'index.html')
    }
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!doctype html><title>404</title>Not found')
      return
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: `http://localhost:${address.port}${options.base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function find(roots: readonly string[], inside: string): Promise<string | undefined> {
  for (const root of roots) {
    for (const path of [join(root, inside), join(root, inside, 'index.html')]) {
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile()) return path
    }
  }
  return undefined
}
