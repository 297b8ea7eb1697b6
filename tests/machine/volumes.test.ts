import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from './engine.ts'

const { session, call, docker } = openEngine()
afterAll(() => session.close())
beforeAll(() => docker('docker pull base'), 60_000)

const volume = v.object({ Name: v.string(), Mountpoint: v.string() })
const list = v.object({ Volumes: v.array(volume), Warnings: v.null() })

const namesOf = async (filters = {}) => {
  const query = encodeURIComponent(JSON.stringify(filters))
  const { json } = await call('GET', `/volumes?filters=${query}`)
  return v.parse(list, json).Volumes.map(({ Name }) => Name)
}

describe('a volume', () => {
  it('keeps what is in it from one container to the next, and to one beside it', async () => {
    await docker("docker run --rm -v data:/srv/data base sh -c 'echo kept >/srv/data/file'")
    expect(await docker('docker run --rm -v data:/other:ro base cat /other/file')).toBe('kept')
    expect(
      await docker(
        "docker run --rm -v data:/other:ro base sh -c 'touch /other/x 2>/dev/null || echo read-only'",
      ),
    ).toBe('read-only')
    await docker('docker run -d --name holds -v data:/a base sleep 1000')
    expect(await docker('docker run --rm --volumes-from holds base cat /a/file')).toBe('kept')
  }, 60_000)

  it('is described as dockerd has it', async () => {
    const { json } = await call('GET', '/volumes/data')
    expect(json).toEqual({
      CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      Driver: 'local',
      Labels: null,
      Mountpoint: '/var/lib/docker/volumes/data/_data',
      Name: 'data',
      Options: null,
      Scope: 'local',
    })
    expect(Object.keys(Object(json)).join(' ')).toBe(
      'CreatedAt Driver Labels Mountpoint Name Options Scope',
    )
  })

  it('is not removed while a container has it, running or not', async () => {
    const { json } = await call('GET', '/containers/holds/json')
    const { Id } = v.parse(v.looseObject({ Id: v.string() }), json)
    const inUse = {
      status: 409,
      json: { message: `remove data: volume is in use - [${Id}]` },
    }
    expect(await call('DELETE', '/volumes/data')).toMatchObject(inUse)
    await call('POST', '/containers/holds/kill')
    expect(await call('DELETE', '/volumes/data?force=1')).toMatchObject(inUse)
    await call('DELETE', '/containers/holds')
    expect((await call('DELETE', '/volumes/data')).status).toBe(204)
    expect(await call('GET', '/volumes/data')).toMatchObject({
      status: 404,
      json: { message: 'get data: no such volume' },
    })
    expect((await call('DELETE', '/volumes/data')).status).toBe(404)
    expect((await call('DELETE', '/volumes/data?force=1')).status).toBe(204)
    // Made again, it is empty.
    expect(await docker('docker run --rm -v data:/a base ls -A /a')).toBe('')
  })

  it('gets what the image has at its place, with owner and mode, the first time only', async () => {
    expect(
      await docker("docker run --rm -v etc:/etc base sh -c 'rm /etc/group; ls /etc/passwd'"),
    ).toBe('/etc/passwd')
    expect(
      await docker(
        "docker run --rm -v etc:/mine base sh -c 'ls /mine/passwd /mine/group 2>&1; true'",
      ),
    ).toMatch(/\/mine\/passwd/)
    expect(await docker('docker run --rm -v etc:/mine base ls /mine')).not.toMatch(/^group$/m)
    expect(await docker("docker run --rm -v tmp:/tmp base stat -c '%a' /tmp")).toBe('1777')
    const empty = {
      Type: 'volume',
      Source: 'bare',
      Target: '/etc',
      VolumeOptions: { NoCopy: true },
    }
    const body = { Image: 'base', Cmd: ['ls', '/etc/passwd'], HostConfig: { Mounts: [empty] } }
    await call('POST', '/containers/create?name=bare', { body })
    await call('POST', '/containers/bare/start')
    const waited = await call('POST', '/containers/bare/wait')
    expect(waited.text).toContain('"StatusCode":1')
  }, 60_000)

  it('is listed by name, label, and whether something uses it', async () => {
    await call('POST', '/volumes/create', {
      body: { Name: 'red-1', Labels: { color: 'red', n: '1' } },
    })
    await call('POST', '/volumes/create', { body: { Name: 'red-2', Labels: { color: 'red' } } })
    expect(await namesOf({ label: ['color=red'] })).toEqual(['red-1', 'red-2'])
    expect(await namesOf({ label: ['color', 'n=1'] })).toEqual(['red-1'])
    expect(await namesOf({ name: ['^red-.$'] })).toEqual(['red-1', 'red-2'])
    expect(await namesOf({ driver: ['other'] })).toEqual([])
    expect(await namesOf({ dangling: ['false'] })).toEqual(['bare'])
    expect(await namesOf({ dangling: ['true'] })).toContain('red-1')
    const bad = encodeURIComponent(JSON.stringify({ dangling: ['perhaps'] }))
    expect(await call('GET', `/volumes?filters=${bad}`)).toMatchObject({
      status: 400,
      json: { message: "Invalid filter 'dangling=[perhaps]'" },
    })
  })

  it('is pruned where nothing uses it, and tells what that gave back', async () => {
    await docker('docker run --rm -v big:/b base dd if=/dev/zero of=/b/file bs=1000 count=1000')
    const only = encodeURIComponent(JSON.stringify({ 'label!': ['color'] }))
    const { json } = await call('POST', `/volumes/prune?filters=${only}`)
    const pruned = v.parse(
      v.object({ VolumesDeleted: v.array(v.string()), SpaceReclaimed: v.number() }),
      json,
    )
    expect(pruned.VolumesDeleted).toContain('big')
    expect(pruned.VolumesDeleted).not.toContain('bare')
    expect(pruned.SpaceReclaimed).toBeGreaterThanOrEqual(1_000_000)
    expect(await namesOf()).toEqual(['bare', 'red-1', 'red-2'])
  })

  it('is pruned by one prune at a time', async () => {
    await docker('docker run --rm -v twice:/b base touch /b/file')
    const only = encodeURIComponent(JSON.stringify({ 'label!': ['color'] }))
    const answers = await Promise.all(
      [1, 2].map(() => call('POST', `/volumes/prune?filters=${only}`)),
    )
    expect(answers).toMatchObject([
      { status: 200 },
      { status: 409, json: { message: 'a prune operation is already running' } },
    ])
  })
})

describe('what is bound from the machine', () => {
  const mountAt = (path: string, options: string) =>
    docker(`docker run --rm ${options} base grep ' ${path} ' /proc/self/mountinfo`)

  it('is shared with it where the machine’s mount is, and refused where it is not', async () => {
    const refused = (options: string) =>
      expect(docker(`docker create --name never ${options} base true`)).rejects
    await refused('-v /tmp:/x:rshared').toThrow(
      'path /tmp is mounted on / but it is not a shared mount',
    )
    await refused('--mount type=bind,source=/dev/shm,target=/x,bind-propagation=slave').toThrow(
      'path /dev/shm is mounted on /dev/shm but it is not a shared or slave mount',
    )
    await refused('-v /nosuch/yet:/x:rslave').toThrow('path /nosuch/yet is mounted on / but')
    expect(await mountAt('/x', '-v /tmp:/x')).not.toMatch(/shared:|master:/)
    expect(await mountAt('/x', '--tmpfs /x:rshared')).toMatch(/ shared:\d+ /)

    const machine = await session.machine()
    const share = 'mkdir -p /srv/in && mount --bind /srv /srv && mount --make-shared /srv'
    const argv = ['/bin/busybox', 'sh', '-c', share]
    expect(await machine.submit([{ op: 'spawn', argv, stdin: false }]).done).toMatchObject({
      exitCode: 0,
    })
    expect(await mountAt('/x', '-v /srv:/x:rshared')).toMatch(/ shared:\d+ /)
    expect(await mountAt('/x', '-v /srv/in:/x:rslave')).toMatch(/ master:\d+ /)
    await docker(
      "docker run --rm --privileged -v /srv:/x:rshared base sh -c 'mount -t tmpfs t /x/in; touch /x/in/seen'",
    )
    expect(await docker('docker run --rm -v /srv:/x base ls /x/in')).toBe('seen')
  }, 60_000)

  it('is never a volume of a driver that is not there', async () => {
    const HostConfig = { Binds: ['of-other:/x'], VolumeDriver: 'nosuch' }
    const body = { Image: 'base', Cmd: ['true'], HostConfig }
    expect(await call('POST', '/containers/create', { body })).toMatchObject({ status: 404 })
    expect(await namesOf({ name: ['of-other'] })).toEqual([])
  })
})
