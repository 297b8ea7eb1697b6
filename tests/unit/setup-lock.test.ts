import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { withLock } from '../../scripts/setup/lock.node.ts'

const lockFile = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'setup.lock')

it('two set-ups do their work one after the other', async () => {
  const file = lockFile()
  const log: string[] = []
  const work = (name: string) =>
    withLock(
      file,
      (pid) => log.push(`${name} waits for ${pid === process.pid ? 'the first' : pid}`),
      async () => {
        log.push(`${name} begins`)
        await setTimeout(50)
        log.push(`${name} ends`)
      },
    )
  await Promise.all([work('one'), work('two')])
  expect(log).toEqual([
    'one begins',
    'two waits for the first',
    'one ends',
    'two begins',
    'two ends',
  ])
  expect(existsSync(file)).toBe(false)
})

it('a lock that a dead process left is taken over, and one is given back after a failure', async () => {
  const file = lockFile()
  writeFileSync(file, '999999999')
  const failing = withLock(
    file,
    () => expect.unreachable(),
    () => Promise.reject(new Error('no')),
  )
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})
