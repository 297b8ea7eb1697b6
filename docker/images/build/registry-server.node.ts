import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import * as v from 'valibot'

/** A request handler as Vite, connect and Node's http take it. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const NAME = `${COMPONENT}(?:/${COMPONENT})*`
const DOCUMENT = new RegExp(`^${NAME}/manifests/(?:[\\w][\\w.-]{0,127}|sha256:[0-9a-f]{64})$`)
const BLOB = new RegExp(`^${NAME}/blobs/sha256:[0-9a-f]{64}$`)
const TAGS = new RegExp(`^${NAME}/tags/list$`)
const MediaType = v.pipe(v.string(), v.parseJson(), v.object({ mediaType: v.string() }))

interface Found {
  type: string
  isContent: boolean
  missing: { code: string; message: string }
}

/**
 * Serves a registry's files with the media types, the digest header and the errors of the OCI
 * distribution specification, so that standard clients can pull from a development server. Other
 * addresses are left to the next handler.
 *
 * @param root the folder `v2/`.
 * @param prefix address of that folder: `/v2`, or with the site's base path in front.
 */
export function registryMiddleware(root: string, prefix = '/v2'): Middleware {
  return (request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== prefix && !pathname.startsWith(`${prefix}/`)) {
      next()
      return
    }
    answer(root, pathname.slice(prefix.length + 1), request.method ?? 'GET', response).catch(
      (error: unknown) => sendError(response, 500, 'UNKNOWN', String(error)),
    )
  }
}

/** A server of nothing but a registry; listen on it as one does on Node's own. */
export function createRegistryServer(root: string): Server {
  const middleware = registryMiddleware(root)
  return createServer((request, response) => {
    middleware(request, response, () =>
      sendError(response, 404, 'UNSUPPORTED', 'not a registry path'),
    )
  })
}

async function answer(
  root: string,
  encoded: string,
  method: string,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Docker-Distribution-API-Version', 'registry/2.0')
  if (method !== 'GET' && method !== 'HEAD') {
    sendError(response, 405, 'UNSUPPORTED', 'this registry is read-only')
    return
  }
  const path = decode(encoded)
  if (path === '' || path === 'index.html') {
    send(response, method, 'application/json', Buffer.from('{}'))
    return
  }
  const found = path === undefined ? undefined : lookUp(path)
  if (path === undefined || !found) {
    sendError(response, 404, 'NAME_UNKNOWN', 'repository name not known to registry')
    return
  }
  const bytes = await readFile(join(root, path)).catch(() => undefined)
  if (!bytes) {
    sendError(response, 404, found.missing.code, found.missing.message)
    return
  }
  if (found.isContent) {
    const digest = createHash('sha256').update(bytes).digest('hex')
    response.setHeader('Docker-Content-Digest', `sha256:${digest}`)
  }
  const document = DOCUMENT.test(path) ? v.safeParse(MediaType, bytes.toString('utf8')) : undefined
  send(response, method, document?.success ? document.output.mediaType : found.type, bytes)
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function lookUp(path: string): Found | undefined {
  if (DOCUMENT.test(path)) {
    const missing = { code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }
    return { type: 'application/json', isContent: true, missing }
  }
  if (BLOB.test(path)) {
    const missing = { code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' }
    return { type: 'application/octet-stream', isContent: true, missing }
  }
  if (TAGS.test(path) || path === '_catalog') {
    const missing = { code: 'NAME_UNKNOWN', message: 'repository name not known to registry' }
    return { type: 'application/json', isContent: false, missing }
  }
  return undefined
}

function send(response: ServerResponse, method: string, type: string, bytes: Uint8Array): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length })
  response.end(method === 'HEAD' ? undefined : bytes)
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ errors: [{ code, message, detail: null }] }))
}
