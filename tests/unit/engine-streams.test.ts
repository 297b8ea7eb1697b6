import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContainerLog, type LogEntry } from '../../docker/engine/containers/log.ts'
import { ContainerOutput } from '../../docker/engine/containers/output.ts'
import { escapable, parseDetachKeys } from '../../docker/engine/detach.ts'
import { demultiplex, frame, type OutputStream } from '../../docker/engine/stdcopy.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (parts: Uint8Array[]) => parts.map((part) => new TextDecoder().decode(part)).join('')

async function* pieces(whole: Uint8Array, size: number) {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

async function demultiplexed(source: AsyncIterable<Uint8Array>) {
  const got: Record<OutputStream, Uint8Array[]> = { stdout: [], stderr: [] }
  await demultiplex(source, (stream, part) => void got[stream].push(part.slice()))
  return { stdout: text(got.stdout), stderr: text(got.stderr) }
}

describe('the multiplexed stream', () => {
  it('has a header of stream number and big-endian length', () => {
    expect([...frame('stderr', bytes('hi'))]).toEqual([2, 0, 0, 0, 0, 0, 0, 2, 104, 105])
    const long = frame('stdout', new Uint8Array(0x01020304 & 0xffff))
    expect([...long.subarray(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 3, 4])
  })

  it.each([1, 3, 7, 8, 9, 1000])('is read in pieces of %d bytes', async (size) => {
    // Frames written by hand, as the format's documentation has them.
    const stream = Uint8Array.from([
      ...[1, 0, 0, 0, 0, 0, 0, 3, ...bytes('out')],
      ...[2, 0, 0, 0, 0, 0, 0, 5, ...bytes('error')],
      ...[1, 0, 0, 0, 0, 0, 0, 0],
      ...[1, 0, 0, 0, 0, 0, 0, 1, ...bytes('!')],
    ])
    expect(await demultiplexed(pieces(stream, size))).toEqual({ stdout: 'out!', stderr: 'error' })
  })

  it('is refused when it is cut off or is something else', async () => {
    await expect(
      demultiplexed(pieces(frame('stdout', bytes('abc')).subarray(0, 9), 9)),
    ).rejects.toThrow('unexpected EOF')
    await expect(demultiplexed(pieces(bytes('<html><body>'), 12))).rejects.toThrow(
      'Unrecognized input header: 60',
    )
  })
})

describe('a container log', () => {
  it('keeps lines whole, whatever pieces they come in, each stream its own', () => {
    const log = new ContainerLog(() => new Date(0))
    for (const part of ['on', 'e\ntw', 'o\n', 'unfinished']) log.write('stdout', bytes(part))
    log.write('stderr', bytes('e\n'))
    log.flush('stdout')
    expect([...log.entries()].map(({ stream, bytes }) => [stream, text([bytes])])).toEqual([
      ['stdout', 'one\n'],
      ['stdout', 'two\n'],
      ['stderr', 'e\n'],
      ['stdout', 'unfinished'],
    ])
  })

  it('cuts endless lines and forgets the oldest, so that a flood does not fill memory', () => {
    const log = new ContainerLog(() => new Date(0))
    for (let i = 0; i < 400; i++) log.write('stdout', new Uint8Array(100_000).fill(65 + (i % 26)))
    log.write('stdout', bytes('\nlast\n'))
    const entries = [...log.entries()]
    const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0)
    expect(size).toBeGreaterThanOrEqual(10 * 1024 * 1024)
    expect(size).toBeLessThan(10.1 * 1024 * 1024)
    expect(Math.max(...entries.map(({ bytes }) => bytes.length))).toBe(16 * 1024)
    expect(text(entries.slice(-1).map(({ bytes }) => bytes))).toBe('last\n')
  })

  it('gives back the lines that it was given, with stream and time', () => {
    const line = fc.record({
      stream: fc.constantFrom('stdout', 'stderr'),
      text: fc.stringMatching(/^[a-z]*$/),
      time: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 500 }), fc.nat(600), (lines, tail) => {
        let now = 0
        const log = new ContainerLog(() => new Date(now))
        const written = lines.map(({ stream, text, time }) => {
          now += time
          log.write(stream, bytes(`${text}\n`))
          return { stream, time: now, text: `${text}\n` }
        })
        const readable = (entry: LogEntry) => ({
          stream: entry.stream,
          time: entry.time,
          text: text([entry.bytes]),
        })
        expect([...log.entries()].map(readable)).toEqual(written)
        const cursor = log.read(tail)
        const read = []
        for (let entry = cursor.next(); entry; entry = cursor.next()) read.push(readable(entry))
        expect(read).toEqual(tail === 0 ? [] : written.slice(-tail))
        log.write('stderr', bytes('more\n'))
        expect(cursor.next()?.stream).toBe('stderr')
        expect(cursor.next()).toBeUndefined()
      }),
    )
  })

  it('is read on after a part that was forgotten meanwhile', () => {
    const log = new ContainerLog(() => new Date(0))
    log.write('stdout', bytes('first\n'))
    const cursor = log.read()
    expect(text([cursor.next()?.bytes ?? new Uint8Array()])).toBe('first\n')
    for (let i = 0; i < 20_000; i++) log.write('stdout', bytes(`${`${i} `.padEnd(999, '.')}\n`))
    const numbers: number[] = []
    for (let entry = cursor.next(); entry; entry = cursor.next()) {
      numbers.push(parseInt(text([entry.bytes]), 10))
    }
    expect(numbers[0]).toBeGreaterThan(9000)
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
    expect(numbers.at(-1)).toBe(19_999)
  })
})

describe('detach keys', () => {
  // The table is term/ascii.go's.
  it.each([
    ['ctrl-p,ctrl-q', [16, 17]],
    ['a', [97]],
    ['ctrl-@,ctrl-a,ctrl-z,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_', [0, 1, 26, 27, 28, 29, 30, 31]],
    ['DEL', [127]],
    ['ctrl-', undefined],
    ['ctrl-A', undefined],
    ['ctrl-ab', undefined],
    ['', undefined],
    ['é', undefined],
    ['abc', undefined],
  ])('%s', (keys, expected) => {
    const parsed = parseDetachKeys(keys)
    expect(parsed && [...parsed]).toEqual(expected)
  })

  const typed = async (...parts: string[]) => {
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(bytes(part))
        controller.close()
      },
    })
    const { input, detached } = escapable(source, bytes('xyz'))
    const passed = await new Response(input).text()
    return { passed, detached: await detached }
  }

  it('end the input, in however many pieces they come, and are not part of it', async () => {
    expect(await typed('abcxyz', 'never')).toEqual({ passed: 'abc', detached: true })
    expect(await typed('a', 'x', 'y', 'z', 'b')).toEqual({ passed: 'a', detached: true })
  })

  it('are passed on where they turn out to be something else', async () => {
    expect(await typed('xy', 'xa', 'bx', 'y')).toEqual({ passed: 'xyxabxy', detached: false })
  })
})

describe('a container’s output', () => {
  it('is read no faster than the slowest client reads, and goes on when that client leaves', async () => {
    const output = new ContainerOutput(new ContainerLog(() => new Date(0)), true)
    const options = { stdout: true, stderr: true, logs: false, stream: true }
    const reader = output.attach(options).body.getReader()
    let produced = 0
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (produced === 50) return controller.close()
          controller.enqueue(bytes(`${produced++} `))
        },
      },
      { highWaterMark: 0 },
    )
    const pumped = output.pump('stdout', source)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(produced).toBeLessThan(5)
    expect(text([(await reader.read()).value ?? new Uint8Array()])).toBe('0 ')
    await reader.cancel()
    await pumped
    expect(produced).toBe(50)
  })
})
