import { createServer, connect as connectSocket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { dialFunctions, dialOver } from '../../docker/host/dial.ts'
import { socketInput } from '../../docker/host/http/socket.node.ts'
import {
  connect,
  transferable,
  type MessagePortLike,
  type PageFunctions,
  type WorkerFunctions,
} from '../../docker/host/rpc.ts'

const channels: MessageChannel[] = []

/** The two ends of a real channel. */
function ends(): { page: MessagePortLike; worker: MessagePortLike } {
  const channel = new MessageChannel()
  channels.push(channel)
  channel.port1.start()
  channel.port2.start()
  return { page: channel.port1, worker: channel.port2 }
}

afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close()
})

const idleWorker: WorkerFunctions = {
  open: () => undefined,
  run: () => Promise.resolve({ exitCode: 0 }),
  stop: () => undefined,
  trace: () => undefined,
  ...dialFunctions(() => Promise.reject(new Error('nobody listens'))),
  openTerminal: () => Promise.resolve({ exitCode: 0 }),
  type: () => Promise.resolve(),
  resizeTerminal: () => undefined,
  closeTerminal: () => undefined,
  complete: () => Promise.resolve({ word: '', words: [] }),
}

test('a writer is held back until the page has shown what it wrote', async () => {
  const { page, worker } = ends()
  const shown: Uint8Array[] = []
  let show = () => {}
  const arrived = new Promise<void>((arrive) => {
    connect<WorkerFunctions, PageFunctions>(page, {
      output(_id, _stream, bytes) {
        shown.push(bytes)
        arrive()
        return new Promise((resolve) => (show = resolve))
      },
      progress: () => undefined,
      state: () => undefined,
      event: () => undefined,
      trace: () => undefined,
      command: () => Promise.resolve(),
      print: () => Promise.resolve(),
    })
  })
  const remote = connect<PageFunctions, WorkerFunctions>(worker, idleWorker)
  let free = false
  const written = remote.output(1, 'stdout', new Uint8Array([1, 2])).then(() => (free = true))
  await arrived
  expect(free).toBe(false)
  show()
  await written
  expect(shown).toEqual([new Uint8Array([1, 2])])
})

test('a part of a larger buffer travels alone, and the writer keeps its buffer', async () => {
  const { page, worker } = ends()
  const received = new Promise<Uint8Array>((resolve) => {
    connect<WorkerFunctions, PageFunctions>(page, {
      output: (_id, _stream, bytes) => Promise.resolve(resolve(bytes)),
      progress: () => undefined,
      state: () => undefined,
      event: () => undefined,
      trace: () => undefined,
      command: () => Promise.resolve(),
      print: () => Promise.resolve(),
    })
  })
  const remote = connect<PageFunctions, WorkerFunctions>(worker, idleWorker)
  const large = new Uint8Array(1024).fill(7)
  await remote.output(1, 'stderr', transferable(large.subarray(10, 13)))
  const bytes = await received
  expect(bytes).toEqual(new Uint8Array([7, 7, 7]))
  expect(bytes.buffer.byteLength).toBe(3)
  expect(large.byteLength).toBe(1024)
})

test('a connection goes over the channel, both ways, to its end', async () => {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { page, worker } = ends()
  connect<PageFunctions, WorkerFunctions>(worker, {
    ...idleWorker,
    ...dialFunctions((hostPort) => {
      if (hostPort !== 8080) return Promise.reject(new Error('nobody listens'))
      const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true })
      return Promise.resolve({
        readable: socketInput(socket, new Uint8Array()),
        writable: new WritableStream<Uint8Array>({
          write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
          close: () => void socket.end(),
        }),
        close: () => void socket.destroy(),
      })
    }),
  })
  const remote = connect<WorkerFunctions, PageFunctions>(page, {
    output: () => Promise.resolve(),
    command: () => Promise.resolve(),
    print: () => Promise.resolve(),
    progress: () => undefined,
    state: () => undefined,
    event: () => undefined,
    trace: () => undefined,
  })
  await expect(dialOver(remote, 1)).rejects.toThrow('nobody listens')
  const { readable, writable, close } = await dialOver(remote, 8080)
  const writer = writable.getWriter()
  const text = new Response(
    new ReadableStream({
      async start(controller) {
        for await (const bytes of readable) controller.enqueue(bytes)
        controller.close()
      },
    }),
  ).text()
  await writer.write(new TextEncoder().encode('one '))
  await writer.write(new TextEncoder().encode('two'))
  await writer.close()
  expect(await text).toBe('one two')
  close()
  server.close()
})
