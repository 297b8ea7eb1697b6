import { describe, expect, it, vi } from 'vitest'
import { mergeConfig } from '../../docker/engine/containers/config.ts'
import { Container } from '../../docker/engine/containers/container.ts'
import { completeHostConfig } from '../../docker/engine/containers/create/complete.ts'
import { containerSummary, statusText } from '../../docker/engine/containers/json.ts'
import { CONTAINER_FILTERS, listContainers } from '../../docker/engine/containers/list/list.ts'
import { filterPorts } from '../../docker/engine/containers/list/ports.ts'
import { RestartManager } from '../../docker/engine/containers/restart-manager.ts'
import { parseCreateRequest } from '../../docker/engine/containers/schema/index.ts'
import { ContainerStore } from '../../docker/engine/containers/store.ts'
import { cryptoRandom } from '../../docker/engine/ids.ts'
import { Events } from '../../docker/engine/events.ts'
import { emptyConfig } from '../../docker/engine/networks/endpoint.ts'
import { Networking } from '../../docker/engine/networks/networking.ts'
import { Publisher } from '../../docker/engine/networks/publisher.ts'
import { NetworkStore } from '../../docker/engine/networks/store.ts'
import { parseFilters } from '../../docker/engine/filters.ts'
import type { Image } from '../../docker/engine/images/image.ts'
import { ImageStore } from '../../docker/engine/images/store.ts'

const NOW = new Date('2026-01-01T00:10:00Z')

const image = (digit: string): Image => ({
  id: `sha256:${digit.repeat(64)}`,
  json: new Uint8Array(),
  layers: [],
  chainIds: [],
  config: {
    architecture: '386',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
    config: { Cmd: ['true'] },
  },
})

/** Three containers: the oldest has ended, the next runs, the newest has only been created. */
function containers() {
  const store = new ContainerStore(cryptoRandom)
  const images = new ImageStore()
  const [parent, child] = [image('a'), image('b')]
  images.add(parent)
  images.add(child)
  images.setParent(child, parent)
  const add = (name: string, from: Image, request: object) => {
    const parsed = parseCreateRequest({ Image: from.id, ...request })
    completeHostConfig(parsed.HostConfig, store)
    const container = new Container({
      ...{ id: name.at(-1)?.repeat(64) ?? '', name, created: NOW, image: from, mounts: [] },
      config: mergeConfig(parsed, from, 'host'),
      hostConfig: parsed.HostConfig,
      security: { noNewPrivileges: false, seccomp: '' },
      now: () => NOW,
    })
    store.add(container)
    return container
  }
  const ended = add('ended-1', parent, { Labels: { tier: 'web', x: '' } })
  const running = add('running-2', child, { ExposedPorts: { '80/tcp': {}, '53/udp': {} } })
  const created = add('created-3', parent, { HostConfig: { NetworkMode: 'none' } })
  const machine = () => Promise.reject(new Error('nothing runs here'))
  const networks = new NetworkStore({
    ...{ machine, now: () => NOW, events: new Events(() => NOW), randomBytes: cryptoRandom },
  })
  const publisher = new Publisher(undefined)
  const networking = new Networking({ networks, publisher, machine, randomBytes: cryptoRandom })
  const unused = { config: emptyConfig(), networkId: '', endpoint: undefined }
  ended.attachments.set('bridge', unused)
  created.attachments.set('none', unused)
  void networking.attach(running)
  const startedAt = new Date('2026-01-01T00:05:00Z')
  Object.assign(ended, { startedAt, finishedAt: new Date('2026-01-01T00:09:30Z'), exitCode: 7 })
  Object.assign(running, { startedAt, running: true })
  const list = (filters: object = {}, all = true, limit = 0) =>
    listContainers(store, images, {
      all,
      limit,
      filters: parseFilters(JSON.stringify(filters), CONTAINER_FILTERS),
    }).map(({ name }) => name)
  return { list, ended, running, created, store }
}

describe('a list of containers', () => {
  const { list } = containers()

  // What daemon/list.go of dockerd 20.10 decides.
  it.each<[object, string[]]>([
    [{}, ['created-3', 'running-2', 'ended-1']],
    [{ name: ['^/run', 'ended'] }, ['running-2', 'ended-1']],
    [{ id: ['1', '22'] }, ['running-2', 'ended-1']],
    [{ status: ['exited', 'created'] }, ['created-3', 'ended-1']],
    [{ exited: ['7'] }, ['ended-1']],
    [{ exited: ['0'] }, []],
    [{ label: ['tier=web', 'x'] }, ['ended-1']],
    [{ label: ['tier=db'] }, []],
    [{ since: ['ended-1'] }, ['created-3', 'running-2']],
    [{ before: ['created-3'] }, ['running-2', 'ended-1']],
    [{ since: ['ended-1'], before: ['created-3'] }, ['running-2']],
    [{ ancestor: ['a'.repeat(64)] }, ['created-3', 'running-2', 'ended-1']],
    [{ ancestor: ['b'.repeat(64)] }, ['running-2']],
    [{ ancestor: ['nosuch'] }, []],
    [{ network: ['bridge'] }, ['running-2', 'ended-1']],
    [{ network: ['none'] }, ['created-3']],
    [{ health: ['none'] }, ['created-3', 'running-2', 'ended-1']],
    [{ health: ['healthy'] }, []],
    [{ expose: ['80'] }, ['running-2']],
    [{ expose: ['50-60/udp'] }, ['running-2']],
    [{ publish: ['80'] }, []],
    [{ 'is-task': ['true'] }, []],
    [{ volume: ['v'] }, []],
  ])('filtered by %j', (filters, names) => {
    expect(list(filters)).toEqual(names)
  })

  it('shows what runs, or as many as asked for of all', () => {
    expect(list({}, false)).toEqual(['running-2'])
    expect(list({}, false, 2)).toEqual(['created-3', 'running-2'])
    expect(list({ status: ['exited'] }, false)).toEqual(['ended-1'])
    expect(list({ exited: ['7'] }, false)).toEqual([])
  })

  it.each<[object, number, string]>([
    [{ nosuch: ['x'] }, 400, "Invalid filter 'nosuch'"],
    [{ status: ['x'] }, 400, "Invalid filter 'status=x'"],
    [{ health: ['x'] }, 400, 'Unrecognised filter value for health: x'],
    [{ 'is-task': ['x'] }, 400, "Invalid filter 'is-task=[x]'"],
    [{ exited: ['x'] }, 500, 'strconv.Atoi: parsing "x": invalid syntax'],
    [{ since: ['x'] }, 500, 'no such container x'],
    [{ expose: ['a:1'] }, 500, "filter for 'expose' should not contain ':': a:1"],
  ])('cannot be filtered by %j', (filters, status, message) => {
    expect(() => list(filters)).toThrowError(expect.objectContaining({ status, message }))
  })

  it('reads ports and ranges of them', () => {
    expect([...filterPorts('expose', ['1', '2-3/udp'])]).toEqual(['1/tcp', '2/udp', '3/udp'])
    expect(() => filterPorts('expose', ['3-2'])).toThrow(
      'Invalid range specified for the Port: 3-2',
    )
  })

  it('says in words how containers are', () => {
    const { ended, running, created } = containers()
    expect(statusText(ended, NOW)).toBe('Exited (7) 30 seconds ago')
    expect(statusText(created, NOW)).toBe('Created')
    expect(statusText(running, NOW)).toBe('Up 5 minutes')
    running.paused = true
    expect(statusText(running, NOW)).toBe('Up 5 minutes (Paused)')
    Object.assign(running, { paused: false, restarting: true, exitCode: 3, finishedAt: NOW })
    expect(statusText(running, NOW)).toBe('Restarting (3) Less than a second ago')
  })

  it('has its fields in Go’s order', () => {
    const { running } = containers()
    const summary = containerSummary(running, 'base', NOW, { own: 5, all: 9 })
    // api/types/types.go, struct Container.
    expect(Object.keys(summary).join()).toBe(
      'Id,Names,Image,ImageID,Command,Created,Ports,SizeRw,SizeRootFs,Labels,State,Status,HostConfig,NetworkSettings,Mounts',
    )
    expect(summary.Ports).toEqual([
      { PrivatePort: 53, Type: 'udp' },
      { PrivatePort: 80, Type: 'tcp' },
    ])
  })
})

describe('names', () => {
  it('are one container’s, and malformed ones nobody’s', () => {
    const { store } = containers()
    expect(store.nameFor('/new')).toBe('new')
    expect(() => store.nameFor('ended-1')).toThrow(
      `Conflict. The container name "/ended-1" is already in use by container "${'1'.repeat(64)}". You have to remove (or rename) that container to be able to reuse that name.`,
    )
    expect(() => store.nameFor('a')).toThrow(
      'Invalid container name (a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
    )
    const release = store.reserve('soon', 'id')
    expect(() => store.nameFor('soon')).toThrow('already in use by container "id"')
    release()
    expect(store.nameFor('soon')).toBe('soon')
  })
})

// restartmanager/restartmanager.go: 100 ms, doubled up to a minute, afresh after a run of ten seconds.
describe('a restart', () => {
  it('waits longer each time', async () => {
    vi.useFakeTimers()
    try {
      const manager = new RestartManager({ Name: 'always', MaximumRetryCount: 0 })
      const waits: number[] = []
      for (const ran of [0, 0, 0, 10_000, 0]) {
        const begin = Date.now()
        const due = manager.next(0, false, ran)
        await vi.runAllTimersAsync()
        expect(await due).toBe(true)
        waits.push(Date.now() - begin)
      }
      expect(waits).toEqual([100, 200, 400, 100, 200])
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['no', 0, 1, false, false],
    ['', 0, 1, false, false],
    ['always', 0, 0, true, true],
    ['unless-stopped', 0, 0, true, false],
    ['unless-stopped', 0, 0, false, true],
    ['on-failure', 0, 0, false, false],
    ['on-failure', 0, 1, false, true],
  ])('by the policy %j (%d) after %d, stopped %s: %s', async (Name, count, code, stopped, due) => {
    const manager = new RestartManager({ Name, MaximumRetryCount: count })
    const next = manager.next(code, stopped, 0)
    expect(next !== undefined).toBe(due)
    manager.cancel()
    if (next) expect(await next).toBe(false)
    expect(manager.next(1, false, 0)).toBeUndefined()
  })
})
