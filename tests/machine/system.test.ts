import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDockerNode, type NodeSession } from '../../docker/host/node.ts'

let docker: NodeSession

beforeAll(() => {
  docker = openDockerNode()
})
afterAll(() => docker.close())

const call = (method: string, path: string, body?: unknown) =>
  docker.engine.fetch(
    new Request(`http://docker/v1.41${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    }),
  )

/** What a program of the machine prints. */
async function printed(...argv: string[]): Promise<string> {
  const machine = await docker.machine()
  const task = machine.submit([{ op: 'spawn', argv, env: [], stdin: false }])
  const [text] = await Promise.all([new Response(task.stdout).text(), task.done])
  return text
}

describe('/info', () => {
  test('says what the machine says', async () => {
    const info: unknown = await (await call('GET', '/info')).json()
    const sh = (script: string) => printed('/bin/busybox', 'sh', '-c', script)
    expect(info).toMatchObject({
      Name: (await sh('hostname')).trim(),
      KernelVersion: (await sh('uname -r')).trim(),
      Architecture: (await sh('uname -m')).trim(),
      NCPU: Number(await sh('nproc')),
      MemTotal: 1024 * Number(await sh("awk '/^MemTotal/ { print $2 }' /proc/meminfo")),
      IPv4Forwarding: (await sh('cat /proc/sys/net/ipv4/ip_forward')).trim() === '1',
      RuncCommit: {
        ID: /^commit: (.*)$/m.exec(await printed('/sbin/crun', '--version'))?.[1],
      },
    })
    const controllers = await sh('cat /sys/fs/cgroup/cgroup.controllers')
    expect(info).toMatchObject({
      MemoryLimit: controllers.includes('memory'),
      CPUSet: controllers.includes('cpuset'),
      PidsLimit: controllers.includes('pids'),
    })
  })
})

describe('/version', () => {
  test('names the engine and the runtime', async () => {
    const version = /version (.*)/.exec(await printed('/sbin/crun', '--version'))?.[1]
    expect(await (await call('GET', '/version')).json()).toMatchObject({
      ApiVersion: '1.41',
      MinAPIVersion: '1.12',
      Os: 'linux',
      Arch: '386',
      Components: expect.arrayContaining([
        expect.objectContaining({ Name: 'Engine' }),
        expect.objectContaining({ Name: 'crun', Version: version }),
      ]),
    })
  })
})

describe('/events', () => {
  test('tells what happened, filtered, and ends at until', async () => {
    const begin = Date.now() / 1000
    const created = await call('POST', '/volumes/create', { Name: 'told', Labels: { a: '<b>' } })
    expect(created.status).toBe(201)
    await call('DELETE', '/volumes/told')
    const filters = encodeURIComponent(JSON.stringify({ type: { volume: true } }))
    // A moment that has not come yet: a fraction of a second loses digits on its way.
    const until = Date.now() / 1000 + 0.05
    const query = `since=${begin.toFixed(9)}&until=${until.toFixed(9)}&filters=${filters}`
    const text = await (await call('GET', `/events?${query}`)).text()
    const events = text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(events).toMatchObject([
      { Type: 'volume', Action: 'create', Actor: { ID: 'told', Attributes: { driver: 'local' } } },
      { Type: 'volume', Action: 'destroy', Actor: { ID: 'told' } },
    ])
  })

  test.each([
    ['since=2&until=1', 400, '`since` time (2) cannot be after `until` time (1)'],
    ['since=soon', 500, 'strconv.ParseInt: parsing "soon": invalid syntax'],
    ['filters={', 500, 'unexpected end of JSON input'],
  ])('%s is refused', async (query, status, message) => {
    const response = await call('GET', `/events?${query}`)
    expect([response.status, await response.json()]).toEqual([status, { message }])
  })
})

const NO_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

// Texts and codes of dockerd 20.10: daemon/cluster, plugin, daemon/network.go, libnetwork.
describe('what is not there is answered as by a dockerd without it', () => {
  test.each([
    ['GET', '/swarm', 503, NO_MANAGER],
    ['GET', '/services', 503, NO_MANAGER],
    ['GET', '/nodes/x', 503, NO_MANAGER],
    ['POST', '/swarm/leave', 503, 'This node is not part of a swarm'],
    ['GET', '/plugins/a/b/json', 404, 'plugin "a/b" not found'],
    ['DELETE', '/plugins/x', 404, 'plugin "x" not found'],
    ['GET', '/networks/x', 404, 'network x not found'],
    ['DELETE', '/networks/none', 403, 'none is a pre-defined network and cannot be removed'],
    ['GET', '/networks?filters={"x":["y"]}', 400, "Invalid filter 'x'"],
  ])('%s %s: %i', async (method, path, status, message) => {
    const response = await call(method, path)
    expect([response.status, await response.json()]).toEqual([status, { message }])
  })

  test('nothing is left to prune', async () => {
    expect(await (await call('POST', '/networks/prune')).json()).toEqual({ NetworksDeleted: null })
    expect(await (await call('POST', '/build/prune')).json()).toEqual({
      CachesDeleted: null,
      SpaceReclaimed: 0,
    })
    expect(await (await call('GET', '/plugins')).json()).toEqual([])
  })
})
