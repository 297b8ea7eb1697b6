import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  commandLine,
  isAllowed,
  LIFE_COMMANDS,
  type LifeState,
} from '../../composables/containers/life.ts'
import { openContainers } from './containers.ts'

const { session, pull, docker, start, create, post, wait, events } = openContainers()
beforeAll(pull)
afterAll(() => session.close())

const NAME = 'life'

const born = async () => (await create({}, 'sleep 600', {}, NAME)).Id
const started = () => start({}, 'sleep 600', {}, NAME)
/** How a container comes into each state. */
const PATHS: [LifeState, () => Promise<string>][] = [
  ['created', born],
  ['running', started],
  [
    'paused',
    async () => {
      const id = await started()
      await post(id, 'pause')
      return id
    },
  ],
  [
    'exited',
    async () => {
      const id = await started()
      await post(id, 'kill')
      await wait(id)
      return id
    },
  ],
]

const succeeds = (line: string) =>
  docker(line).then(
    () => true,
    () => false,
  )

afterEach(() => succeeds(`docker rm -f ${NAME}`))

describe.each(PATHS)('a container that is %s', (state, path) => {
  it.each(LIFE_COMMANDS)('has “%s” allowed just where Docker does something', async (command) => {
    const id = await path()
    const before = (await events(id)).length
    const done = await succeeds(commandLine(command, NAME))
    const happened = (await events(id)).length > before
    expect(done && happened).toBe(isAllowed(command, state))
  })
})

describe('where there is no container', () => {
  it.each(LIFE_COMMANDS)('“%s” is allowed if it makes one', async (command) => {
    const done = await succeeds(commandLine(command, NAME))
    expect(done).toBe(isAllowed(command, 'image'))
    expect(done).toBe(isAllowed(command, 'removed'))
  })
})
