import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../docker/engine/trace.ts'
import { sha256 } from '../../docker/registry/digest.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { openEngine, until } from './engine.ts'

const engine = openEngine()
afterAll(() => engine.session.close())

const registry = join(projectFolder, 'public/v2/library')
const descriptor = v.object({ digest: v.string(), size: v.number() })
const served = {
  index: v.object({ manifests: v.tupleWithRest([descriptor], descriptor) }),
  manifest: v.object({ config: descriptor, layers: v.array(descriptor) }),
  config: v.object({ rootfs: v.object({ diff_ids: v.array(v.string()) }) }),
}

async function read(...path: string[]) {
  const bytes = new Uint8Array(await readFile(join(registry, ...path)))
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return { digest: await sha256(bytes), json }
}

/** What the files that are being served say of an image. */
async function servedImage(name: string) {
  const top = await read(name, 'manifests/latest')
  const manifestDigest = v.parse(served.index, top.json).manifests[0].digest
  const { layers, config } = v.parse(
    served.manifest,
    (await read(name, 'manifests', manifestDigest)).json,
  )
  const { rootfs } = v.parse(served.config, (await read(name, 'blobs', config.digest)).json)
  return {
    digest: top.digest,
    manifest: manifestDigest,
    imageId: config.digest,
    layers: layers.map(({ digest, size }) => ({ digest, size })),
    diffIds: rootfs.diff_ids,
  }
}

/** Runs a script while listening; answers what it said, and the trace. */
async function traced(script: string) {
  const events: TraceEvent[] = []
  const text = { stdout: '', stderr: '' }
  const decoder = new TextDecoder()
  const stop = engine.session.engine.onTrace((event) => events.push(event))
  const exitCode = await engine.session.run(script, {
    stdout: (bytes) => void (text.stdout += decoder.decode(bytes)),
    stderr: (bytes) => void (text.stderr += decoder.decode(bytes)),
  })
  stop()
  return { exitCode, ...text, events, steps: events.map(({ step }) => step) }
}

/** The one event of a kind. */
function only<Step extends TraceEvent['step']>(events: readonly TraceEvent[], step: Step) {
  const found = events.filter(
    (event): event is Extract<TraceEvent, { step: Step }> => event.step === step,
  )
  const [first] = found
  if (!first || found.length > 1) throw new Error(`${found.length} events ${step}`)
  return first
}

const START = ['create', 'mount', 'namespaces', 'cgroup', 'process', 'exit']

const inspected = v.tuple([
  v.looseObject({ Id: v.string(), Image: v.string(), State: v.looseObject({ Pid: v.number() }) }),
])

describe('the trace of a start', () => {
  it('begins with the pull, whose digests are those of the files being served', async () => {
    const image = await servedImage('greet')
    const { events, steps } = await traced('docker run --rm greet')
    expect(steps.filter((step) => step !== 'verify')).toEqual([
      'resolve',
      ...image.diffIds.map(() => 'unpack'),
      ...START,
    ])
    expect(only(events, 'resolve')).toMatchObject({
      image: 'greet:latest',
      digest: image.digest,
      manifest: image.manifest,
      layers: image.layers,
    })
    const verified = events.flatMap((event) => (event.step === 'verify' ? [event] : []))
    // Layers are downloaded side by side.
    expect(verified.map(({ digest, size }) => ({ digest, size })).sort(byDigest)).toEqual(
      image.layers.toSorted(byDigest),
    )
    const unpacked = events.flatMap((event) => (event.step === 'unpack' ? [event] : []))
    expect(unpacked.map(({ digest }) => digest)).toEqual(image.layers.map(({ digest }) => digest))
    expect(unpacked.map(({ diffId }) => diffId)).toEqual(image.diffIds)
    for (const { digest } of image.layers) {
      const of = (step: string) =>
        events.findIndex(
          (event) => event.step === step && 'digest' in event && event.digest === digest,
        )
      expect(of('verify')).toBeLessThan(of('unpack'))
    }
    expect(only(events, 'create')).toMatchObject({ imageId: image.imageId, diffIds: image.diffIds })
    expect(only(events, 'mount').lower.slice(1)).toEqual(
      unpacked.map(({ folder }) => folder).toReversed(),
    )
    const times = events.map(({ time }) => time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('has no pull where the image is here, and layers that are here are told as such', async () => {
    expect((await traced('docker run --rm greet')).steps).toEqual(START)
    const { events, steps } = await traced('docker run --rm base true')
    expect(steps.slice(0, 2)).toEqual(['resolve', 'present'])
    expect(only(events, 'present').digest).toBe((await servedImage('base')).layers[0]?.digest)
  })

  it('says of a container what the container itself and docker inspect say', async () => {
    const script = 'ls -l /proc/self/ns; grep " / " /proc/self/mountinfo; echo end; sleep 100'
    const { events } = await traced(
      `docker run -d --name seen -m 32m --pids-limit 50 --cpus 0.5 base sh -c '${script}'`,
    )
    const { container } = only(events, 'create')
    const process = only(events, 'process')
    const [facts] = v.parse(inspected, JSON.parse(await engine.docker('docker inspect seen')))
    expect(facts).toMatchObject({ Id: container, Image: only(events, 'create').imageId })
    expect(facts.State.Pid).toBe(process.pid)
    expect(process.inside).toBe(1)
    // Its command line is not there yet where it is only just becoming its program.
    expect(process.argv ?? ['sh', '-c', script]).toEqual(['sh', '-c', script])

    let logs = ''
    await until(async () => {
      logs = await engine.docker('docker logs seen')
      return logs.endsWith('end')
    })
    const { namespaces } = only(events, 'namespaces')
    for (const { type, id } of namespaces) expect(logs).toContain(`${type} -> ${type}:[${id}]`)
    expect(namespaces.filter(({ own }) => own).map(({ type }) => type)).toEqual([
      ...['mnt', 'uts', 'ipc', 'pid', 'net', 'cgroup'],
    ])
    const { lower, upper } = only(events, 'mount')
    expect(logs).toContain(`lowerdir=${lower.join(':')},upperdir=${upper},`)

    const group = only(events, 'cgroup')
    expect(group.path).toBe(`/docker/${container}/${container}`)
    expect(group).toMatchObject({ memory: String(32 << 20), pids: '50', cpu: '50000 100000' })
    const machine = await engine.session.machine()
    const { output } = await machine.submit([
      { op: 'read', path: `/sys/fs/cgroup${group.path}/cgroup.procs` },
    ]).done
    expect(new TextDecoder().decode(output[0])).toMatch(new RegExp(`^${process.pid}$`, 'm'))
    await engine.docker('docker rm -f seen')
  })

  it('tells which namespaces are shared with the machine', async () => {
    const { events } = await traced(
      'docker run -d --name shared --pid host --uts host base sleep 100',
    )
    const shared = only(events, 'namespaces').namespaces.filter(({ own }) => !own)
    expect(shared.map(({ type }) => type)).toEqual(['uts', 'pid', 'user'])
    const { pid, inside } = only(events, 'process')
    expect(inside).toBe(pid)
    await engine.docker('docker rm -f shared')
  })

  it('ends where a start fails, with the reason and nothing that was not seen', async () => {
    const { exitCode, stderr, events, steps } = await traced('docker run --rm base no-such-program')
    expect(exitCode).toBe(127)
    expect(steps).toEqual(['create', 'mount', 'fail'])
    const { container, message } = only(events, 'fail')
    expect(container).toBe(only(events, 'create').container)
    expect(stderr).toContain(message)
  })

  it('ends where a pull fails, with the reason', async () => {
    const { exitCode, stderr, events, steps } = await traced('docker run --rm no-such-image')
    expect(exitCode).toBe(125)
    expect(steps).toEqual(['fail'])
    expect(only(events, 'fail').image).toBe('no-such-image:latest')
    expect(stderr).toContain(only(events, 'fail').message)
  })

  it('is asked for only while somebody listens: otherwise the guest gets the same program as ever', async () => {
    const machine = await engine.session.machine()
    const submit = machine.submit.bind(machine)
    const programs: string[] = []
    Object.assign(machine, {
      submit: (...args: Parameters<typeof submit>) => {
        const program = JSON.stringify(args)
        // Others start the shell, and see to the networks of the next container and the last.
        if (program.includes('/sbin/crun')) programs.push(program)
        return submit(...args)
      },
    })
    await engine.docker('docker run --rm base true')
    expect(programs).toHaveLength(1)
    expect(programs[0]).not.toMatch(/look|mountinfo/)
    await traced('docker run --rm base true')
    expect(programs).toHaveLength(2)
    expect(programs[1]).toMatch(/mountinfo.*look/)
    await engine.docker('docker run --rm base true')
    expect(programs[2]).not.toMatch(/look|mountinfo/)
    Object.assign(machine, { submit })
  })
})

const byDigest = (a: { digest: string }, b: { digest: string }) => (a.digest < b.digest ? -1 : 1)
