import { createHash, randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator, startEmulator } from '../../docker/machine/emulator.ts'
import { machineFilesOnDisk } from '../../docker/machine/files.node.ts'
import type { Machine, Step } from '../../docker/machine/machine.ts'
import { MachineManifest } from '../../docker/machine/manifest.ts'
import { startMachine } from '../../docker/machine/start.ts'
import { packForAgent } from '../../docker/registry/tar.ts'

const folder = fileURLToPath(new URL('../../public/machine', import.meta.url))
const files = machineFilesOnDisk(folder)
const text = async (file: string) => new TextDecoder().decode(await files.read(file))
let machine: Machine

beforeAll(async () => {
  machine = await startMachine({ files })
})
afterAll(() => machine.stop())

async function perform(steps: Step[]) {
  const task = machine.submit(steps)
  const [stdout, stderr, outcome] = await Promise.all([
    new Response(task.stdout).text(),
    new Response(task.stderr).text(),
    task.done,
  ])
  return { ...outcome, stdout, stderr }
}

const sh = (script: string, more: object = {}): Step => ({
  op: 'spawn',
  argv: ['/bin/sh', '-c', script],
  ...more,
})

describe('steps', () => {
  it('run in order, and reading gives back what writing left', async () => {
    const { output, failure } = await perform([
      { op: 'mkdir', path: '/tmp/a/b/c', mode: 0o700 },
      { op: 'write', path: '/tmp/a/b/c/text', data: 'grüße\n', mode: 0o640 },
      { op: 'write', path: '/tmp/a/b/c/empty', data: new Uint8Array(0) },
      { op: 'read', path: '/tmp/a/b/c/text' },
      { op: 'read', path: '/tmp/a/b/c/empty' },
    ])
    expect(failure).toBeUndefined()
    expect(output.map((bytes) => new TextDecoder().decode(bytes))).toEqual(['grüße\n', ''])
    const { stdout } = await perform([sh('stat -c "%a %n" /tmp/a/b /tmp/a/b/c /tmp/a/b/c/text')])
    expect(stdout).toBe('755 /tmp/a/b\n700 /tmp/a/b/c\n640 /tmp/a/b/c/text\n')
  })

  it('end with the first that fails, which is named, but for those after finally', async () => {
    const { failure, output } = await perform([
      { op: 'write', path: '/tmp/kept', data: 'kept' },
      { op: 'read', path: '/tmp/no such file' },
      { op: 'remove', path: '/tmp/kept' },
      { op: 'finally' },
      { op: 'read', path: '/tmp/kept' },
      { op: 'remove', path: '/tmp/kept' },
    ])
    expect(failure).toEqual({ step: 1, errno: 2, message: 'No such file or directory' })
    expect(output.map((bytes) => new TextDecoder().decode(bytes))).toEqual(['kept'])
  })

  it('remove a tree without leaving its file system or following its links', async () => {
    const { failure, stdout } = await perform([
      { op: 'mkdir', path: '/tmp/tree/mounted' },
      { op: 'write', path: '/tmp/outside', data: 'x' },
      { op: 'mount', source: 'none', target: '/tmp/tree/mounted', type: 'tmpfs' },
      { op: 'write', path: '/tmp/tree/mounted/file', data: 'x' },
      sh('ln -s /tmp/outside /tmp/tree/link'),
      { op: 'remove', path: '/tmp/tree' },
      { op: 'finally' },
      sh('ls /tmp/outside /tmp/tree/mounted/file'),
      { op: 'umount', target: '/tmp/tree/mounted' },
      { op: 'remove', path: '/tmp/tree' },
    ])
    expect(failure).toMatchObject({ step: 5 })
    expect(stdout).toBe('/tmp/outside\n/tmp/tree/mounted/file\n')
  })

  it('unpack a tar, and name the entry that cannot be', async () => {
    const folder = `/tmp/${'long/'.repeat(40)}`
    const unpack = async (path: string, contents: Record<string, Uint8Array<ArrayBuffer>>) => {
      const task = machine.submit([
        { op: 'mkdir', path },
        { op: 'unpack', path },
        { op: 'finally' },
        sh('find . -type f | xargs sha256sum; stat -c "%a %u %g %Y %F" a/b', { cwd: path }),
      ])
      const entries = Object.entries(contents).map(([name, data]) => ({
        header: {
          name,
          type: 'file' as const,
          size: data.length,
          mode: 0o4751,
          uid: 12,
          gid: 34,
          mtime: new Date(1e12),
        },
        data,
      }))
      const [stdout, outcome] = await Promise.all([
        new Response(task.stdout).text(),
        task.done,
        packForAgent(entries).pipeTo(task.stdin),
      ])
      return { stdout, ...outcome }
    }
    const contents = {
      'a/b': new Uint8Array(randomBytes(300_001)),
      'a/empty': new Uint8Array(0),
      [folder.slice(1) + 'c']: new Uint8Array(randomBytes(5)),
    }
    const { stdout, failure } = await unpack('/tmp/unpacked', contents)
    expect(failure).toBeUndefined()
    const lines = stdout.trim().split('\n')
    expect(lines.pop()).toBe('4751 12 34 1000000000 regular file')
    expect(lines.toSorted()).toEqual(
      Object.entries(contents)
        .map(([name, data]) => `${createHash('sha256').update(data).digest('hex')}  ./${name}`)
        .toSorted(),
    )
    const clash = { a: new Uint8Array(1), 'a/b': new Uint8Array(1) }
    expect((await unpack('/tmp/clash', clash)).failure).toEqual({
      step: 1,
      errno: 20,
      message: 'a/b: Not a directory',
    })
  })

  it('refuse what does not fit the agent instead of sending it', () => {
    const data = new Uint8Array(2 ** 20)
    expect(() => machine.submit([{ op: 'write', path: '/tmp/x', data }])).toThrow(/1048576 at most/)
  })
})

describe('a spawned program', () => {
  it('has its streams apart and its exit code passed on', async () => {
    const outcome = await perform([sh('echo out; echo err >&2; exit 7')])
    expect(outcome).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 })
    expect((await perform([sh('kill -9 $$')])).exitCode).toBe(137)
  })

  it('that does not exist is a failed step', async () => {
    const { failure } = await perform([{ op: 'spawn', argv: ['/bin/nosuch'] }])
    expect(failure).toMatchObject({ step: 0, errno: 2 })
  })

  it('gets every byte of a long binary input, and its end', async () => {
    const bytes = randomBytes(3_000_000)
    const task = machine.submit([sh('sha256sum; echo closed', { stdin: true })])
    const writer = task.stdin.getWriter()
    void writer.write(bytes).then(() => writer.close())
    const stdout = await new Response(task.stdout).text()
    const digest = createHash('sha256').update(bytes).digest('hex')
    expect(stdout).toBe(`${digest}  -\nclosed\n`)
  })

  it('may end without reading its input', async () => {
    const task = machine.submit([sh('exit 3', { stdin: true })])
    const writer = task.stdin.getWriter()
    await writer.write(randomBytes(1_000_000)).catch(() => undefined)
    expect((await task.done).exitCode).toBe(3)
  })

  it('that floods is held back until somebody reads', async () => {
    const task = machine.submit([
      sh(
        'i=0; while [ $i -lt 200 ]; do head -c 65536 /dev/zero; i=$((i+1)); echo $i >/tmp/count; done',
      ),
    ])
    const count = async () => Number((await perform([sh('cat /tmp/count')])).stdout)
    let before = -1
    // It stands still when nothing more goes through.
    for (let now = await count(); now !== before; now = await count()) {
      before = now
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(before).toBeLessThan(32)
    const all = await new Response(task.stdout).arrayBuffer()
    expect(all.byteLength).toBe(200 * 65536)
  })

  it('has ended when it has, though a child of it keeps its streams open', async () => {
    const task = machine.submit([sh('sleep 600 & echo $!; exit 5')])
    const [stdout, { exitCode }] = await Promise.all([new Response(task.stdout).text(), task.done])
    expect(exitCode).toBe(5)
    await perform([sh(`kill ${stdout}`)])
  })

  it('announces the process that it is about, which then gets the signals', async () => {
    const task = machine.submit([
      sh(
        'sh -c "trap \'echo got it; exit 5\' USR1; echo \\$\\$ >/tmp/ready; while :; do sleep 0.05; done"',
        {
          ready: '/tmp/ready',
        },
      ),
    ])
    expect(await task.started).toBe(true)
    task.signal(10)
    expect(await new Response(task.stdout).text()).toBe('got it\n')
    expect((await task.done).exitCode).toBe(5)
    expect((await perform([sh('ls /tmp/ready')])).exitCode).not.toBe(0)
  })

  it('that ends before it is ready was never started', async () => {
    const task = machine.submit([sh('exit 1', { ready: '/tmp/never' })])
    expect(await task.started).toBe(false)
  })

  it('on a terminal has its size, and hears of a new one', async () => {
    const task = machine.submit([
      sh('stty size; trap "stty size; exit" WINCH; echo waiting; while :; do sleep 0.05; done', {
        tty: { rows: 24, cols: 80 },
      }),
    ])
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of task.stdout) {
      const waited = text.includes('waiting')
      text += decoder.decode(chunk)
      if (!waited && text.includes('waiting')) task.resize({ rows: 40, cols: 132 })
    }
    expect(text).toBe('24 80\r\nwaiting\r\n40 132\r\n')
  })

  it('runs beside others', async () => {
    const tasks = Array.from({ length: 16 }, (_, i) => perform([sh(`sleep 0.2; echo ${i}`)]))
    const outputs = (await Promise.all(tasks)).map(({ stdout }) => stdout)
    expect(outputs).toEqual(Array.from({ length: 16 }, (_, i) => `${i}\n`))
  })
})

describe('the machine', () => {
  it('has the computer’s time and its own random numbers', async () => {
    const { stdout } = await perform([sh('date +%s')])
    expect(Math.abs(Number(stdout) - Date.now() / 1000)).toBeLessThan(60)
    const second = await startMachine({ files })
    const random: Step[] = [{ op: 'spawn', argv: ['/bin/head', '-c', '16', '/dev/urandom'] }]
    const [one, other] = await Promise.all(
      [machine, second].map(async (each) => {
        const task = each.submit(random)
        return Buffer.from(await new Response(task.stdout).arrayBuffer()).toString('hex')
      }),
    )
    await second.stop()
    expect(one).not.toBe(other)
  })

  it('reaches nothing outside, by name, by HTTP or by ping', async () => {
    const { stdout } = await perform([
      sh(
        [
          'wget -T 2 -q -O - http://192.168.86.1/ || echo no http',
          'wget -T 2 -q -O - http://93.184.216.34/ || echo no route',
          'nslookup example.org 192.168.86.1 >/dev/null 2>&1 || echo no dns',
          'ping -c 1 -W 1 93.184.216.34 >/dev/null 2>&1 || echo no ping',
        ].join('\n'),
      ),
    ])
    expect(stdout).toBe('no http\nno route\nno dns\nno ping\n')
  })

  it('loses nothing when the network card drops frames', async () => {
    const manifest = v.parse(MachineManifest, JSON.parse(await text('machine.json')))
    const [wasm, snapshot] = await Promise.all([
      files.read('v86.wasm'),
      files.read(manifest.snapshot.file),
    ])
    const emulator = await createEmulator({ wasm, snapshot, memory: manifest.memory })
    const lossy = await startEmulator(emulator)
    const bus: unknown = Reflect.get(emulator, 'bus')
    const deliver = v.parse(v.object({ send: v.function() }), bus).send.bind(bus)
    let frames = 0
    Object.assign(
      v.parse(
        v.custom<object>((it) => typeof it === 'object'),
        bus,
      ),
      {
        send: (event: string, frame: Uint8Array) => {
          // Every sixth or so, without a period that what is sent again could fall in step with.
          const isDropped = event === 'net0-receive' && Math.abs(Math.sin((++frames) ** 2)) < 0.25
          if (!isDropped) deliver(event, frame)
        },
      },
    )
    const bytes = randomBytes(3_000_000)
    const task = lossy.submit([sh('sha256sum', { stdin: true })])
    const writer = task.stdin.getWriter()
    void writer.write(bytes).then(() => writer.close())
    expect(await new Response(task.stdout).text()).toBe(
      `${createHash('sha256').update(bytes).digest('hex')}  -\n`,
    )
    expect(frames).toBeGreaterThan(20)
    await lossy.stop()
  })

  it('tells when its kernel has panicked, and ends what is under way', async () => {
    const other = await startMachine({ files })
    const task = other.submit([sh('sleep 60')])
    await task.started
    other.submit([sh('echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger')])
    await expect(task.done).rejects.toThrow(/kernel panicked \(.+\)/)
    expect((await other.ended).message).toMatch(/kernel panicked/)
    await other.stop()
  })

  it('that does not come up in time says so', async () => {
    await expect(startMachine({ files, timeout: 1 })).rejects.toMatchObject({
      name: 'MachineUnavailable',
      remedy: 'restart',
      message: expect.stringContaining('did not answer within 0.001 seconds'),
    })
  })

  it('ends what is under way when it is stopped', async () => {
    const other = await startMachine({ files })
    const task = other.submit([sh('sleep 60')])
    await task.started
    const ended = expect(task.done).rejects.toThrow('the machine was stopped')
    await other.stop()
    await ended
  })
})
