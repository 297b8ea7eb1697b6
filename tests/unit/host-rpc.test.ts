import { afterEach, expect, test } from 'vitest'
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
