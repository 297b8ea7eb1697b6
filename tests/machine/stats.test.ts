import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngine, until } from './engine.ts'

const { session, call, send, docker } = openEngine()
afterAll(() => session.close())

const table = v.object({ Titles: v.array(v.string()), Processes: v.array(v.array(v.string())) })
const stats = v.looseObject({
  read: v.string(),
  preread: v.string(),
  name: v.string(),
  pids_stats: v.looseObject({ current: v.optional(v.number()), limit: v.optional(v.number()) }),
  cpu_stats: v.looseObject({
    cpu_usage: v.object({
      total_usage: v.number(),
      usage_in_kernelmode: v.number(),
      usage_in_usermode: v.number(),
    }),
    system_cpu_usage: v.optional(v.number()),
    online_cpus: v.optional(v.number()),
  }),
  precpu_stats: v.looseObject({ system_cpu_usage: v.optional(v.number()) }),
  memory_stats: v.looseObject({ usage: v.optional(v.number()), limit: v.optional(v.number()) }),
})

const counted = v.object({ rx_bytes: v.number(), rx_packets: v.number(), tx_bytes: v.number() })
const networks = v.object({ networks: v.optional(v.record(v.string(), counted)) })

async function start(name: string, script: string, HostConfig = {}) {
  const body = { Image: 'base', Cmd: ['sh', '-c', script], HostConfig }
  const created = await call('POST', `/containers/create?name=${name}`, { body })
  if (created.status !== 201) throw new Error(created.text)
  await call('POST', `/containers/${name}/start`)
}

const top = async (name: string, options = '') => {
  const answer = await call('GET', `/containers/${name}/top?ps_args=${encodeURIComponent(options)}`)
  return v.parse(table, answer.json)
}

const commands = ({ Processes }: v.InferOutput<typeof table>) => Processes.map((row) => row.at(-1))

const statsOf = async (name: string, query: string) =>
  v.parse(stats, (await call('GET', `/containers/${name}/stats?${query}`)).json)

beforeAll(async () => {
  await docker('docker pull base')
  await start('busy', 'sleep  1000 & while :; do :; done', { Memory: 64 * 1024 * 1024 })
  await start('idle', 'sleep 2000')
  // A container has started when its first process exists; what the process is to become comes a moment later.
  await until(async () => commands(await top('busy')).includes('sleep 1000'))
  // BusyBox runs its own applets as /proc/self/exe, and names them after that.
  await until(async () => commands(await top('idle', '-o pid,comm')).includes('sleep'))
}, 60_000)

describe('top', () => {
  it('tells the processes of one container, by the ids that the machine has for them', async () => {
    const { Titles, Processes } = await top('busy')
    expect(Titles).toEqual('UID PID PPID C STIME TTY TIME CMD'.split(' '))
    const [shell = [], sleep = []] = Processes
    expect(shell.slice(-1)).toEqual(['sh -c sleep 1000 & while :; do :; done'])
    expect(sleep.slice(-1)).toEqual(['sleep 1000'])
    expect(shell[0]).toBe('root')
    expect(sleep[2]).toBe(shell[1])
    expect(shell[4]).toMatch(/^\d\d:\d\d$/)
    expect(shell[5]).toBe('?')
    const { json } = await call('GET', '/containers/busy/json')
    expect(json).toMatchObject({ State: { Pid: Number(shell[1]) } })
    expect(commands(await top('idle'))).toEqual(['sleep 2000'])
  })

  it('tells what is asked for', async () => {
    const aux = await top('busy', 'aux')
    expect(aux.Titles).toEqual('USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND'.split(' '))
    expect(Number(aux.Processes[0]?.[2])).toBeGreaterThan(10)
    expect(aux.Processes[0]?.[7]).toBe('Rs')
    expect(aux.Processes[1]?.[7]).toBe('S')
    const own = await top('idle', '-o pid,comm,nlwp')
    expect(own.Titles).toEqual(['PID', 'COMMAND', 'NLWP'])
    expect(own.Processes[0]?.slice(1)).toEqual(['sleep', '1'])
  })
})

describe('stats', () => {
  it('come in one shot, or compared with a moment before', async () => {
    const once = await statsOf('busy', 'stream=0&one-shot=1')
    expect(once.name).toBe('/busy')
    expect(once.preread).toBe('0001-01-01T00:00:00Z')
    expect(once.precpu_stats.system_cpu_usage).toBeUndefined()
    expect(once.pids_stats).toMatchObject({ current: 2 })
    expect(once.memory_stats).toMatchObject({ limit: 64 * 1024 * 1024 })
    expect(once.memory_stats.usage).toBeGreaterThan(50_000)
    expect(once.cpu_stats.online_cpus).toBe(1)
    const { cpu_usage: usage } = once.cpu_stats
    expect(usage.total_usage).toBeGreaterThan(usage.usage_in_usermode)
    const twice = await statsOf('busy', 'stream=0')
    expect(Date.parse(twice.read)).toBeGreaterThan(Date.parse(twice.preread))
    expect(twice.cpu_stats.system_cpu_usage).toBeGreaterThan(
      twice.precpu_stats.system_cpu_usage ?? Infinity,
    )
  })

  it('have the keys that dockerd writes, in its order, and no limit as the largest number', async () => {
    const { text } = await call('GET', '/containers/idle/stats?stream=0&one-shot=1')
    expect(Object.keys(Object(JSON.parse(text))).join(' ')).toBe(
      'read preread pids_stats blkio_stats num_procs storage_stats cpu_stats precpu_stats memory_stats name id networks',
    )
    expect(text).toContain('"limit":18446744073709551615')
    const { info } = await session.machine()
    expect(JSON.parse(text)).toMatchObject({ memory_stats: { limit: info.memory } })
  })

  it('go on, a line a second, also of a container that has ended', async () => {
    const response = await send('GET', '/containers/idle/stats')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const next = async () => v.parse(stats, JSON.parse((await reader?.read())?.value ?? ''))
    const first = await next()
    const second = await next()
    expect(second.preread).toBe(first.read)
    await call('POST', '/containers/idle/kill')
    let after = await next()
    while (after.read !== '0001-01-01T00:00:00Z') after = await next()
    expect(after).toMatchObject({ name: '/idle', pids_stats: {}, memory_stats: {} })
    await call('DELETE', '/containers/idle')
    while (!(await reader?.read())?.done);
  })

  it('count what goes through the cards of a container, as the kernel does', async () => {
    const count = async (name: string) =>
      v.parse(networks, (await call('GET', `/containers/${name}/stats?stream=0&one-shot=1`)).json)
        .networks
    await start('server', 'echo hello >index.html; exec httpd -f -p 80')
    await start('joined', 'sleep 1000', { NetworkMode: 'container:server' })
    await start('open', 'sleep 1000', { NetworkMode: 'host' })
    await start('apart', 'sleep 1000', { NetworkMode: 'none' })
    const before = (await count('server'))?.['eth0']
    const address = await docker("docker inspect -f '{{.NetworkSettings.IPAddress}}' server")
    const page = await docker(`docker run --rm base wget -qO- http://${address.trim()}/`)
    expect(page).toBe('hello')
    const own = await docker('docker exec server cat /sys/class/net/eth0/statistics/rx_bytes')
    const after = await count('server')
    expect(Object.keys(after ?? {})).toEqual(['eth0'])
    expect(after?.['eth0']?.rx_bytes).toBeGreaterThanOrEqual(Number(own))
    expect(after?.['eth0']?.rx_packets).toBeGreaterThan((before?.rx_packets ?? Infinity) + 4)
    expect(after?.['eth0']?.tx_bytes).toBeGreaterThan((before?.tx_bytes ?? Infinity) + 100)
    expect(Object.keys((await count('joined')) ?? {})).toEqual(['eth0'])
    expect(await count('open')).toBeUndefined()
    expect(await count('apart')).toBeUndefined()
    await docker('docker rm -f server joined open apart')
  })

  it('are refused where both ways are asked for', async () => {
    expect(await call('GET', '/containers/busy/stats?stream=1&one-shot=1')).toMatchObject({
      status: 400,
      json: { message: 'cannot have stream=true and one-shot=true' },
    })
    expect((await call('GET', '/containers/none/stats')).status).toBe(404)
  })
})
