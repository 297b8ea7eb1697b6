import * as v from 'valibot'
import { openEngine } from './engine.ts'

const created = v.object({ Id: v.string(), Warnings: v.array(v.string()) })
const state = v.looseObject({
  Status: v.string(),
  Running: v.boolean(),
  Paused: v.boolean(),
  Restarting: v.boolean(),
  OOMKilled: v.boolean(),
  Pid: v.number(),
  ExitCode: v.number(),
  Error: v.string(),
  StartedAt: v.string(),
  FinishedAt: v.string(),
})
const mountPoint = v.looseObject({
  Type: v.string(),
  Name: v.optional(v.string()),
  Source: v.string(),
  Destination: v.string(),
  RW: v.boolean(),
})
const inspected = v.looseObject({
  State: state,
  Name: v.string(),
  RestartCount: v.number(),
  HostConfig: v.looseObject({ Memory: v.number() }),
  Mounts: v.array(mountPoint),
})
const waited = v.object({ StatusCode: v.number() })
const event = v.looseObject({
  Type: v.string(),
  Action: v.string(),
  Actor: v.object({ ID: v.string(), Attributes: v.record(v.string(), v.string()) }),
})

/** How a container that ran to its end did. */
export interface Result {
  id: string
  exitCode: number
  stdout: string
  stderr: string
  warnings: string[]
}

/** The engine on the real machine, and containers of `base` in it by the API alone. */
export function openContainers() {
  const engine = openEngine()
  const { call, send, streams } = engine

  const expectStatus = async (status: number, ...request: Parameters<typeof call>) => {
    const answer = await call(...request)
    if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`)
    return answer.json
  }
  const create = async (hostConfig: object, script: string, more: object = {}, name = '') => {
    const body = { Image: 'base', Cmd: ['sh', '-c', script], ...more, HostConfig: hostConfig }
    return v.parse(
      created,
      await expectStatus(201, 'POST', `/containers/create?name=${name}`, { body }),
    )
  }
  const post = (id: string, action: string) =>
    expectStatus(204, 'POST', `/containers/${id}/${action}`)
  const wait = async (id: string) =>
    v.parse(waited, await expectStatus(200, 'POST', `/containers/${id}/wait`)).StatusCode

  return {
    ...engine,
    create,
    post,
    wait,
    pull: () => engine.docker('docker pull base'),
    /** Creates a container and starts it. */
    start: async (hostConfig: object, script: string, more: object = {}, name = '') => {
      const { Id } = await create(hostConfig, script, more, name)
      await post(Id, 'start')
      return Id
    },
    /** Runs a container to its end, which leaves it there. */
    run: async (hostConfig: object, script: string, more: object = {}): Promise<Result> => {
      const { Id, Warnings } = await create(hostConfig, script, more)
      await post(Id, 'start')
      const exitCode = await wait(Id)
      const logs = await send('GET', `/containers/${Id}/logs?stdout=1&stderr=1`)
      return { id: Id, exitCode, ...(await streams(logs)), warnings: Warnings }
    },
    inspect: async (id: string) =>
      v.parse(inspected, await expectStatus(200, 'GET', `/containers/${id}/json`)),
    remove: (id: string, query = 'force=1&v=1') =>
      expectStatus(204, 'DELETE', `/containers/${id}?${query}`),
    /** What has happened to one thing so far. */
    events: async (id: string) => {
      // Events are read up to a moment; this one has not come yet, so that nothing is missed.
      const until = (Date.now() / 1000 + 0.05).toFixed(3)
      const { text } = await call('GET', `/events?since=1&until=${until}`)
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => v.parse(event, JSON.parse(line)))
        .filter(({ Actor }) => Actor.ID === id)
    },
  }
}
