import { gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveEngine, type EngineServer } from '../../docker/host/http/server.node.ts'
import { openDockerNode } from '../../docker/host/node.ts'

const docker = openDockerNode()
let server: EngineServer
let port: number

beforeAll(async () => {
  server = await serveEngine(docker.engine, { host: '127.0.0.1', port: 0 })
  if ('path' in server.address) throw new Error('not a TCP address')
  port = server.address.port
  await send('POST', '/images/create?fromImage=base&tag=latest')
})

afterAll(async () => {
  await server.close()
  await docker.close()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a request with a body of any kind. */
function send(
  method: string,
  path: string,
  body: string | Uint8Array = '',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (incoming) => {
      buffer(incoming).then(
        (bytes) =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: bytes.toString(),
          }),
        reject,
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

function sendJson(path: string, value: unknown): Promise<Answer> {
  return send('POST', path, JSON.stringify(value), JSON_TYPE)
}

/** Sends bytes, and returns what comes until the connection ends. */
async function sendRaw(bytes: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return (await buffer(socket)).toString()
}

/** The engine does what it is there for. */
async function isUnharmed() {
  const { status, headers, body } = await send('GET', '/_ping')
  expect([status, headers['api-version'], body]).toEqual([200, '1.41', 'OK'])
}

describe('what is not HTTP is refused as Go’s server does, and harms nothing', () => {
  it.each([
    ['no request at all', 'GARBAGE\r\n\r\n', '400 Bad Request'],
    ['a head without end', `GET / HTTP/1.1\r\nX: ${'a'.repeat(2 ** 21)}`, '431 Request Header'],
    [
      'a chunk without size',
      'POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
      '400 Bad Request',
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400 Bad'],
  ])('%s', async (_, bytes, status) => {
    expect(await sendRaw(bytes)).toContain(`HTTP/1.1 ${status}`)
    await isUnharmed()
  })

  it('a client that goes in the middle of its request', async () => {
    for (const head of [
      'POST /images/load HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nhalf',
      'POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      'POST /exec/x/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    ]) {
      const socket = connect(port, '127.0.0.1')
      await new Promise((resolve) => socket.write(head, resolve))
      socket.destroy()
    }
    await isUnharmed()
  })
})

describe('what is HTTP and no request of Docker’s', () => {
  it.each([
    ['GET', '/nosuch', 404, 'page not found'],
    ['TRACE', '/_ping', 404, 'page not found'],
    ['PUT', '/containers/create', 404, 'page not found'],
    ['GET', '/v1.41/containers/nosuch/json', 404, 'No such container: nosuch'],
    [
      'GET',
      '/v1.99/info',
      400,
      'client version 1.99 is too new. Maximum supported API version is 1.41',
    ],
    [
      'GET',
      '/v1.3/info',
      400,
      'client version 1.3 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version',
    ],
  ])('%s %s', async (method, path, status, message) => {
    const answer = await send(method, path)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, { message }])
  })

  it.each([
    ['nothing', '', 'EOF'],
    ['half an object', '{"Image": "base"', 'unexpected EOF'],
    ['no JSON', '}', "invalid character '}' looking for beginning of value"],
    ['another type', '{"Image": 1}', 'cannot unmarshal number into Go struct field'],
  ])('a container of %s', async (_, body, message) => {
    const answer = await send('POST', '/containers/create', body, JSON_TYPE)
    expect(answer.status).toBe(500)
    expect(JSON.parse(answer.body)).toEqual({ message: expect.stringContaining(message) })
    await isUnharmed()
  })

  const noTar = new Uint8Array(2048).fill(65)

  it.each([
    ['a tar', noTar, 'archive/tar: invalid tar header'],
    ['a whole tar', noTar.subarray(0, 300), 'unexpected EOF'],
    ['gzip', gzipSync(noTar).fill(255, 10), 'Error processing tar file(exit status 1): '],
    ['an archive of images', new Uint8Array(1024), 'open repositories: '],
  ])('an archive of images that is not %s', async (_, body, message) => {
    const answer = await send('POST', '/images/load', body, { 'Content-Type': 'application/x-tar' })
    // The answer has begun before anything is read: what went wrong is its last line.
    expect(answer.status).toBe(200)
    const lines = answer.body.trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      error: expect.stringContaining(message),
    })
    await isUnharmed()
  })

  it('JSON that says it is something else', async () => {
    const answer = await send('POST', '/containers/create', '{}', { 'Content-Type': 'text/plain' })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      { message: "Content-Type specified (text/plain) must be 'application/json'" },
    ])
  })
})

it('HEAD /_ping answers with the versions and no body', async () => {
  const { status, headers, body } = await send('HEAD', '/_ping')
  expect([status, body]).toEqual([200, ''])
  expect(headers).toMatchObject({
    'api-version': '1.41',
    'docker-experimental': 'false',
    ostype: 'linux',
    'content-length': '0',
  })
})

describe('a connection that is taken over', () => {
  async function create(config: object): Promise<string> {
    const answer = await sendJson('/containers/create', { Image: 'base', ...config })
    expect(answer.status).toBe(201)
    const created: unknown = JSON.parse(answer.body)
    if (typeof created !== 'object' || created === null || !('Id' in created)) throw new Error()
    return String(created.Id)
  }

  /** Asks for an upgrade; the stream begins after the empty line of the answer. */
  async function hijack(path: string, head = '', first = ''): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n${head}\r\n${first}`,
    )
    let answer = ''
    while (!answer.endsWith('\r\n\r\n')) {
      await new Promise((resolve) => socket.once('readable', resolve))
      for (let byte: unknown; !answer.endsWith('\r\n\r\n') && (byte = socket.read(1));)
        answer += String(byte)
    }
    expect(answer).toMatch(
      /^HTTP\/1\.1 101 UPGRADED\r\nContent-Type: application\/vnd\.docker\.raw-stream\r\n/,
    )
    return socket
  }

  it('carries any bytes, and half-closing it ends the input', async () => {
    const id = await create({
      Cmd: ['cat'],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
    })
    const socket = await hijack(`/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`)
    await send('POST', `/containers/${id}/start`)
    const bytes = randomBytes(300_000)
    const all = buffer(socket)
    socket.end(bytes)
    expect(Buffer.compare(payloads(await all), bytes)).toBe(0)
    const { body } = await send('POST', `/containers/${id}/wait`)
    expect(JSON.parse(body)).toMatchObject({ StatusCode: 0 })
  })

  it('goes on as exec’s stream after its options, which may come in one piece with it', async () => {
    const id = await create({ Cmd: ['sleep', '1000'] })
    await send('POST', `/containers/${id}/start`)
    const created = await sendJson(`/containers/${id}/exec`, {
      Cmd: ['cat'],
      AttachStdin: true,
      AttachStdout: true,
    })
    const exec: unknown = JSON.parse(created.body)
    const execId = typeof exec === 'object' && exec !== null && 'Id' in exec ? String(exec.Id) : ''
    const options = JSON.stringify({ Detach: false, Tty: false })
    const socket = await hijack(
      `/exec/${execId}/start`,
      `Content-Type: application/json\r\nContent-Length: ${options.length}\r\n`,
      `${options}at once `,
    )
    const all = buffer(socket)
    socket.end('and later')
    expect(payloads(await all).toString()).toBe('at once and later')
    await send('DELETE', `/containers/${id}?force=1`)
  })

  it('is refused where there is nothing to attach to', async () => {
    const answer = await sendRaw(
      'POST /containers/nosuch/attach?stream=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    // dockerd has taken the connection over by then, and writes text.
    expect(answer).toContain('No such container: nosuch\r\n')
  })
})

/** The payloads of a stream in Docker's frames. */
function payloads(frames: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < frames.length; at += 8 + frames.readUInt32BE(at + 4)) {
    parts.push(frames.subarray(at + 8, at + 8 + frames.readUInt32BE(at + 4)))
  }
  return Buffer.concat(parts)
}
