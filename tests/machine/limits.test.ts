import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContainers } from './containers.ts'

const { session, pull, run, call, inspect, start, remove, events } = openContainers()
beforeAll(pull)
afterAll(() => session.close())

const MEMORY_WARNING =
  'Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.'
/** Looks for a line's end in what has none, and keeps all of it. */
const FILL = 'exec tail /dev/zero'

describe('limits', () => {
  it('are what the kernel’s control group says', async () => {
    const limits = {
      ...{ Memory: 32 << 20, MemoryReservation: 16 << 20, PidsLimit: 20 },
      ...{ NanoCpus: 500_000_000, CpuShares: 512 },
    }
    const files = 'memory.max memory.low pids.max cpu.max cpu.weight'
    const { stdout, warnings } = await run(limits, `cd /sys/fs/cgroup; cat ${files}`)
    // 512 of 2…262144 shares are 20 of 1…10000: https://github.com/containers/crun/blob/1.8.1/crun.1.md#cpu-controller
    expect(stdout).toBe(`${32 << 20}\n${16 << 20}\n20\n50000 100000\n20\n`)
    expect(warnings).toEqual([MEMORY_WARNING])
  })

  it('kill what takes more memory, which is told, and the machine goes on', async () => {
    const { id, exitCode, stdout } = await run({ Memory: 16 << 20 }, FILL)
    expect(exitCode).toBe(137)
    expect(stdout).toBe('')
    expect((await inspect(id)).State).toMatchObject({ OOMKilled: true, ExitCode: 137 })
    const actions = (await events(id)).map(({ Action }) => Action)
    expect(actions).toEqual(['create', 'start', 'oom', 'die'])
    const after = await run({}, 'echo well')
    expect(after).toMatchObject({ exitCode: 0, stdout: 'well\n' })
    expect((await inspect(after.id)).State.OOMKilled).toBe(false)
  })

  it('stop a fork bomb', async () => {
    const { stdout, stderr } = await run(
      { PidsLimit: 12 },
      'for i in $(seq 30); do sleep 5 & done; cat /sys/fs/cgroup/pids.current; kill $(jobs -p)',
    )
    expect(stderr).toMatch(/can't fork: Resource temporarily unavailable/)
    expect(Number(stdout.trim() || 0)).toBeLessThanOrEqual(12)
  })

  it('hold for files, shared memory and single processes', async () => {
    const { stdout } = await run(
      {
        ShmSize: 1 << 20,
        Ulimits: [{ Name: 'nofile', Soft: 64, Hard: 128 }],
        OomScoreAdj: 100,
        Tmpfs: { '/scratch': 'size=1m,exec' },
      },
      'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2; ulimit -n; ulimit -Hn; cat /proc/self/oom_score_adj; grep scratch /proc/mounts',
    )
    expect(stdout).toBe(
      '1024\n64\n128\n100\ntmpfs /scratch tmpfs rw,nosuid,nodev,relatime,size=1024k 0 0\n',
    )
  })

  it('change while a container runs', async () => {
    const id = await start({}, 'sleep 1000')
    const update = { Memory: 20 << 20, NanoCpus: 250_000_000, PidsLimit: 9 }
    const answer = await call('POST', `/containers/${id}/update`, { body: update })
    expect(answer.json).toEqual({ Warnings: [MEMORY_WARNING] })
    const group = `/sys/fs/cgroup/docker/${id}`
    const machine = await session.machine()
    const { output } = await machine.submit(
      ['memory.max', 'cpu.max', 'pids.max'].map((file) => ({
        op: 'read' as const,
        path: `${group}/${file}`,
      })),
    ).done
    expect(output.map((bytes) => new TextDecoder().decode(bytes).trim())).toEqual([
      String(20 << 20),
      '25000 100000',
      '9',
    ])
    expect((await inspect(id)).HostConfig).toMatchObject(update)
    const clash = await call('POST', `/containers/${id}/update`, { body: { CpuQuota: 5000 } })
    expect(clash.status).toBe(409)
    expect(clash.json).toEqual({
      message: `Cannot update container ${id}: Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set`,
    })
    await remove(id)
  })
})

describe('privileges', () => {
  const CAPABILITIES = 'grep CapEff /proc/self/status | cut -f2'
  // Bits of linux/capability.h: Docker's 14; with NET_ADMIN (12), without MKNOD (27); all up to AUDIT_READ (37).
  it.each([
    [{}, '00000000a80425fb'],
    [{ CapAdd: ['net_admin'], CapDrop: ['CAP_MKNOD'] }, '00000000a00435fb'],
    [{ CapDrop: ['ALL'], CapAdd: ['CHOWN'] }, '0000000000000001'],
    [{ Privileged: true }, '0000003fffffffff'],
  ])('%j', async (host, bits) => {
    expect((await run(host, CAPABILITIES)).stdout).toBe(`${bits}\n`)
  })

  it('are given up where that is asked for', async () => {
    const { stdout } = await run(
      { SecurityOpt: ['no-new-privileges'] },
      'grep NoNewPrivs /proc/self/status | cut -f2',
    )
    expect(stdout).toBe('1\n')
  })

  it('do not come with devices that nobody gave', async () => {
    const list = 'ls /dev | grep -c ttyS0; ls -l /dev/serial 2>/dev/null | cut -c1-10'
    const given = {
      PathOnHost: '/dev/ttyS0',
      PathInContainer: '/dev/serial',
      CgroupPermissions: 'r',
    }
    expect((await run({}, list)).stdout).toBe('0\n')
    expect((await run({ Devices: [given] }, list)).stdout).toBe('0\ncrw-------\n')
    expect((await run({ Privileged: true }, list)).stdout).toBe('1\n')
  })

  it('do not open devices that a container makes itself, unless a rule allows it', async () => {
    // The machine's serial line.
    const use = 'mknod /dev/line c 4 64 && echo made; echo x > /dev/line && echo written'
    const denied = await run({}, use)
    expect(denied.stdout).toBe('made\n')
    expect(denied.stderr).toContain('/dev/line: Operation not permitted')
    const { stdout } = await run({ DeviceCgroupRules: ['c 4:* rw'] }, use)
    expect(stdout).toBe('made\nwritten\n')
  })

  it('leave a read-only container nothing to write but what was mounted', async () => {
    const { stdout, stderr } = await run(
      { ReadonlyRootfs: true, Tmpfs: { '/run': '' } },
      'touch /x; touch /run/x && echo run; touch /dev/shm/x && echo shm',
    )
    expect(stdout).toBe('run\nshm\n')
    expect(stderr).toBe('touch: /x: Read-only file system\n')
  })
})
