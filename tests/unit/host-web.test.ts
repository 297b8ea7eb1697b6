import { createServer, type Server } from 'node:http'
import { connect, createServer as createRawServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { socketInput } from '../../docker/host/http/socket.node.ts'
import { fetchOver } from '../../docker/host/web/fetch.ts'

/** A connection as the engine hands it out, to a server of Node's. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.on('error', () => undefined)
  return {
    readable: socketInput(socket, new Uint8Array()),
    writable: new WritableStream<Uint8Array>({ write: (chunk) => void socket.write(chunk) }),
    close: () => void socket.destroy(),
  }
}

const portOf = (address: AddressInfo | string | null) =>
  typeof address === 'object' && address ? address.port : 0

describe('a request over a connection', () => {
  let server: Server
  let port = 0
  const ask = async (path: string, init?: RequestInit) =>
    fetchOver(await dial(port), new Request(`http://localhost:8080${path}`, init))

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8')
      request.on('data', (chunk: string) => (body += chunk))
      request.on('end', () => {
        const { method = '', url = '', headers } = request
        response.setHeader('Set-Cookie', ['a=1', 'b=2'])
        if (url === '/nothing') response.writeHead(204).end()
        else if (url === '/moved') response.writeHead(302, { Location: '/there' }).end()
        else if (url === '/cookies') response.end(JSON.stringify({ cookie: headers.cookie }))
        else if (url === '/chunks') {
          response.write('one ')
          setTimeout(() => response.end('two'), 20)
        } else {
          const text = JSON.stringify([method, url, headers.host, headers['content-type'], body])
          response.writeHead(200, { 'Content-Length': Buffer.byteLength(text) }).end(text)
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = portOf(server.address())
  })
  afterAll(() => server.close())

  it('says what it asks for, and reads an answer whose length is known', async () => {
    const answer = await ask('/a?b=c', { method: 'POST', body: new URLSearchParams({ x: 'é' }) })
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    const type = 'application/x-www-form-urlencoded;charset=UTF-8'
    expect(await answer.json()).toEqual(['POST', '/a?b=c', 'localhost:8080', type, 'x=%C3%A9'])
  })

  it('sends cookies, and tells those that come, which a page’s Request and Response may not have', async () => {
    const taken: string[] = []
    const cookies = { sent: 'x=1; y=2', take: (value: string) => void taken.push(value) }
    const answer = await fetchOver(
      await dial(port),
      new Request('http://localhost:8080/cookies'),
      cookies,
    )
    expect(await answer.json()).toEqual({ cookie: 'x=1; y=2' })
    expect(taken).toEqual(['a=1', 'b=2'])
  })

  it('reads an answer in chunks, one without a body, and one that leads elsewhere', async () => {
    expect(await (await ask('/chunks')).text()).toBe('one two')
    expect((await ask('/nothing')).status).toBe(204)
    const moved = await ask('/moved')
    expect([moved.status, moved.headers.get('location')]).toEqual([302, '/there'])
    expect((await ask('/', { method: 'HEAD' })).body).toBeNull()
  })
})

describe('a server that speaks', () => {
  const answered = async (said: string) => {
    const server = createRawServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(said))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const response = await fetchOver(
        await dial(portOf(server.address())),
        new Request('http://localhost/'),
      )
      return await response.text()
    } finally {
      server.close()
    }
  }

  it('without a length is read to its end, and a head that only tells how it goes is passed over', async () => {
    expect(await answered('HTTP/1.0 200 OK\r\n\r\nall of it')).toBe('all of it')
    const twice = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 2\n\nokay'
    expect(await answered(twice)).toBe('ok')
  })

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 'an answer that begins with "hello"'],
    ['half a head', 'HTTP/1.1 200 OK\r\nA: b\r\n', 'the connection ended in the head'],
    ['a header that is none', 'HTTP/1.1 200 OK\r\nA b\r\n\r\n', 'a header "A b"'],
    [
      'half a body',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx',
      'the connection ended in the body',
    ],
    [
      'a chunk that is none',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      'a chunk of "zz" bytes',
    ],
    [
      'a chunk that is longer than it says',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n',
      'a chunk is longer than it says',
    ],
  ])('%s is not believed', async (_what, said, message) => {
    await expect(answered(said)).rejects.toThrow(message)
  })
})
