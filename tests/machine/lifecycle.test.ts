import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContainers } from './containers.ts'
import { until } from './engine.ts'

const {
  session,
  pull,
  start,
  create,
  run,
  call,
  post,
  wait,
  inspect,
  remove,
  events,
  send,
  streams,
} = openContainers()
beforeAll(pull)
afterAll(() => session.close())

const actions = async (id: string) => (await events(id)).map(({ Action }) => Action)
const output = async (id: string) =>
  (await streams(await send('GET', `/containers/${id}/logs?stdout=1`))).stdout
const refused = async (id: string, action: string, status: number, message: string) => {
  const answer = await call('POST', `/containers/${id}/${action}`)
  expect(answer).toMatchObject({ status, json: { message } })
}

describe('a paused container', () => {
  it('does nothing, cannot be changed, and goes on', async () => {
    const id = await start({}, 'while :; do echo tick; sleep 0.1; done')
    await post(id, 'pause')
    expect((await inspect(id)).State).toMatchObject({
      Status: 'paused',
      Running: true,
      Paused: true,
    })
    await refused(id, 'pause', 409, `Container ${id} is already paused`)
    await refused(id, 'start', 409, 'cannot start a paused container, try unpause instead')
    const kept = await call('DELETE', `/containers/${id}`)
    expect(kept).toMatchObject({
      status: 409,
      json: {
        message: `You cannot remove a paused container ${id}. Unpause and then stop the container before attempting removal or force remove`,
      },
    })
    const machine = await session.machine()
    const { output } = await machine.submit([
      { op: 'read', path: `/sys/fs/cgroup/docker/${id}/cgroup.freeze` },
    ]).done
    expect(new TextDecoder().decode(output[0])).toBe('1\n')
    await post(id, 'unpause')
    await refused(id, 'unpause', 500, `Container ${id} is not paused`)
    await post(id, 'pause')
    // SIGKILL also reaches what is held, which may end before it has been let go.
    await post(id, 'kill')
    const told = await actions(id)
    expect(told.slice(0, 6)).toEqual(['create', 'start', 'pause', 'unpause', 'pause', 'kill'])
    expect(told).toContain('die')
    await remove(id)
  })
})

describe('a container’s end', () => {
  it('comes by its own signal, or by SIGKILL when it does not listen', async () => {
    const polite = await start({}, 'trap "exit 9" USR1; echo ready; while :; do sleep 0.1; done', {
      StopSignal: 'SIGUSR1',
    })
    await until(async () => (await call('GET', `/containers/${polite}/logs?stdout=1`)).text !== '')
    await post(polite, 'stop')
    expect((await inspect(polite)).State.ExitCode).toBe(9)
    const deaf = await start({}, 'sleep 1000')
    await post(deaf, 'stop?t=0')
    expect((await inspect(deaf)).State).toMatchObject({ ExitCode: 137, Pid: 0, Status: 'exited' })
    expect((await call('POST', `/containers/${deaf}/stop`)).status).toBe(304)
    const signals = (await events(deaf)).map(({ Actor }) => Actor.Attributes['signal'])
    expect(signals.filter(Boolean)).toEqual(['15', '9'])
    const running = `Cannot kill container: ${deaf}: Container ${deaf} is not running`
    await refused(deaf, 'kill', 409, running)
    await refused(deaf, 'kill?signal=NO', 400, 'Invalid signal: NO')
    await refused(
      deaf,
      'kill?signal=99',
      500,
      `Cannot kill container: ${deaf}: The linux daemon does not support signal 99`,
    )
    await refused(deaf, 'stop?t=x', 500, 'strconv.Atoi: parsing "x": invalid syntax')
  })

  it('is told to everyone who waits', async () => {
    const id = await start({ AutoRemove: true }, 'sleep 0.5; exit 6')
    const waits = ['not-running', 'next-exit', 'removed', 'nonsense'].map((condition) =>
      call('POST', `/containers/${id}/wait?condition=${condition}`),
    )
    for (const answer of await Promise.all(waits)) {
      expect(answer.text).toBe('{"Error":null,"StatusCode":6}\n')
    }
    expect((await call('GET', `/containers/${id}/json`)).status).toBe(404)
    expect(await actions(id)).toEqual(['create', 'start', 'die', 'destroy'])
  })
})

describe('a restart', () => {
  it('stops and starts, and keeps a container that removes itself, with its files', async () => {
    const id = await start({ AutoRemove: true }, 'echo run >> /runs; cat /runs; sleep 1000')
    await until(async () => (await output(id)) === 'run\n')
    const { Pid } = (await inspect(id)).State
    await post(id, 'restart?t=0')
    const after = await inspect(id)
    expect(after.State).toMatchObject({ Status: 'running', ExitCode: 0 })
    expect(after.State.Pid).not.toBe(Pid)
    await until(async () => (await output(id)) === 'run\nrun\nrun\n')
    expect(await actions(id)).toEqual([
      ...['create', 'start', 'kill', 'kill', 'die', 'stop', 'start', 'restart'],
    ])
    await remove(id)
    expect((await call('GET', `/containers/${id}/json`)).status).toBe(404)
  })

  it('follows a failure as often as the policy says', async () => {
    const policy = { Name: 'on-failure', MaximumRetryCount: 2 }
    const id = await start({ RestartPolicy: policy }, 'echo run; exit 7')
    await until(async () => (await inspect(id)).State.Status === 'exited')
    expect(await inspect(id)).toMatchObject({ RestartCount: 2, State: { ExitCode: 7 } })
    expect((await actions(id)).filter((action) => action === 'die')).toHaveLength(3)
    const well = await start({ RestartPolicy: policy }, 'true')
    await wait(well)
    expect((await inspect(well)).RestartCount).toBe(0)
  })

  it('follows every end, until somebody stops the container', async () => {
    const id = await start({ RestartPolicy: { Name: 'always' } }, 'true')
    await until(async () => (await inspect(id)).RestartCount >= 2)
    await post(id, 'stop')
    const { State, RestartCount } = await inspect(id)
    expect(State).toMatchObject({ Status: 'exited', Restarting: false })
    await post(id, 'start')
    await post(id, 'kill')
    expect((await inspect(id)).RestartCount).toBeLessThanOrEqual(RestartCount)
    await remove(id)
  })
})

describe('a container that cannot be started', () => {
  it.each([
    [{ User: 'nosuch' }, 500, 'unable to find user nosuch: no matching entries in passwd file'],
    [{ User: '0:nosuch' }, 500, 'unable to find group nosuch: no matching entries in group file'],
    [{ HostConfig: { NetworkMode: 'nosuch' } }, 404, 'network nosuch not found'],
    [
      { HostConfig: { Devices: [{ PathOnHost: '/dev/no' }] } },
      500,
      'error gathering device information while adding custom device "/dev/no": no such file or directory',
    ],
    [{ HostConfig: { DeviceCgroupRules: ['x'] } }, 500, "invalid device cgroup rule format: 'x'"],
    [
      { Cmd: ['/etc/passwd'] },
      400,
      'failed to create shim task: OCI runtime create failed: crun create failed: unable to start container process: exec: "/etc/passwd": permission denied: unknown',
    ],
  ])('%j', async (request, status, message) => {
    const { HostConfig = {}, ...more } = { HostConfig: {}, ...request }
    const { Id } = await create(HostConfig, 'true', more)
    await refused(Id, 'start', status, message)
    const { State } = await inspect(Id)
    expect(State).toMatchObject({ Status: 'created', Error: message, Running: false })
    expect(State.ExitCode).toBeGreaterThan(0)
    await remove(Id)
  })
})

describe('a health check', () => {
  it('finds out how a container is, and tells', async () => {
    const id = await start({}, 'sleep 1000', {
      Healthcheck: { Test: ['CMD-SHELL', 'echo looked; test -e /well'], Interval: 2e8, Retries: 2 },
    })
    const status = async () => (await call('GET', `/containers/json?filters={"id":["${id}"]}`)).text
    await until(async () => (await status()).includes('(unhealthy)'))
    await call('PUT', `/containers/${id}/archive?path=/`)
    const made = await call('POST', `/containers/${id}/exec`, { body: { Cmd: ['touch', '/well'] } })
    const exec = /"Id":"(\w+)"/.exec(made.text)?.[1]
    await call('POST', `/exec/${exec}/start`, { body: { Detach: true } })
    await until(async () => (await status()).includes('(healthy)'))
    const { State } = await inspect(id)
    expect(State['Health']).toMatchObject({ Status: 'healthy', FailingStreak: 0 })
    expect(JSON.stringify(State['Health'])).toContain('"ExitCode":0,"Output":"looked\\n"')
    const health = (await actions(id)).filter((action) => action.startsWith('health_status'))
    expect(health).toEqual(['health_status: unhealthy', 'health_status: healthy'])
    await remove(id)
  })
})

describe('mounts', () => {
  it('share a volume, which gets what the image has there', async () => {
    const first = await run({ Binds: ['data:/etc'] }, 'echo new > /etc/new; ls /etc | head -1')
    expect(first.stdout).not.toBe('')
    const { stdout, stderr } = await run(
      { Binds: ['data:/mnt:ro'] },
      'cat /mnt/new; ls /mnt | head -1; touch /mnt/x',
    )
    expect(stdout).toBe(`new\n${first.stdout}`)
    expect(stderr).toBe('touch: /mnt/x: Read-only file system\n')
    const from = await run({ VolumesFrom: [first.id] }, 'cat /etc/new')
    expect(from.stdout).toBe('new\n')
    for (const { id } of [first, from]) await remove(id)
    expect((await call('GET', '/volumes/data')).status).toBe(200)
  })

  it('take a volume without a name with the container', async () => {
    const { id } = await run({}, 'echo x > /own/x', { Volumes: { '/own': {} } })
    const [mount] = (await inspect(id)).Mounts
    expect(mount).toMatchObject({ Type: 'volume', Destination: '/own', RW: true })
    await remove(id)
    expect((await call('GET', `/volumes/${mount?.Name}`)).status).toBe(404)
  })

  it('bind the machine’s own files and folders', async () => {
    const { stdout } = await run(
      {
        Binds: ['/srv/made:/made', '/etc/passwd:/accounts:ro'],
        Mounts: [
          { Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 1 << 20, Mode: 0o700 } },
        ],
      },
      'echo x > /made/x; cut -d: -f1 /accounts | head -1; stat -c %a /t; df -k /t | tail -1 | tr -s " " | cut -d" " -f2',
    )
    expect(stdout).toBe('root\n700\n1024\n')
    const machine = await session.machine()
    const { output } = await machine.submit([{ op: 'read', path: '/srv/made/x' }]).done
    expect(new TextDecoder().decode(output[0])).toBe('x\n')
    const missing = await call('POST', '/containers/create', {
      body: {
        ...{ Image: 'base', Cmd: ['true'] },
        HostConfig: { Mounts: [{ Type: 'bind', Source: '/no/such', Target: '/x' }] },
      },
    })
    expect(missing).toMatchObject({
      status: 400,
      json: {
        message: 'invalid mount config for type "bind": bind source path does not exist: /no/such',
      },
    })
  })
})

describe('namespaces', () => {
  it('are shared with another container where that is asked for', async () => {
    const donor = await start({ IpcMode: 'shareable' }, 'echo hi > /dev/shm/f; sleep 1000')
    const other = `container:${donor}`
    const { stdout } = await run(
      { IpcMode: other, PidMode: other, NetworkMode: other },
      'cat /dev/shm/f; hostname; cat /etc/hostname; cat /proc/1/comm',
    )
    const name = donor.slice(0, 12)
    expect(stdout).toMatch(new RegExp(`^hi\n${name}\n${name}\n(sh|sleep)\n$`))
    const closed = await start({}, 'sleep 1000')
    const { Id } = await create({ IpcMode: `container:${closed}` }, 'true')
    await refused(
      Id,
      'start',
      500,
      `can't join IPC of container ${closed}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    )
    for (const id of [donor, closed]) await remove(id)
  })

  it('are the machine’s own where that is asked for', async () => {
    const { stdout } = await run(
      { PidMode: 'host', UTSMode: 'host', CgroupnsMode: 'host' },
      'cat /proc/1/comm; hostname; cut -c1-11 /proc/self/cgroup',
    )
    expect(stdout).toBe('agent\ndocker\n0::/docker/\n')
  })
})
