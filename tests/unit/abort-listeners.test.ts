import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { Cli } from '../../docker/cli/cli.ts'
import { orInterrupted, untilEnded } from '../../docker/cli/container/signals.ts'
import { Interrupted } from '../../docker/cli/io.ts'
import { deferred } from '../../docker/machine/deferred.ts'
import { pause } from '../../docker/engine/stats/pause.ts'

/** A command line whose engine answers nothing but 404. */
function open() {
  const stop = new AbortController()
  const asked: string[] = []
  const cli = new Cli({
    transport: async ({ method, url }) => {
      asked.push(`${method} ${new URL(url).pathname}`)
      return new Response('{}', { status: 404 })
    },
    stdout: () => undefined,
    stderr: () => undefined,
    signal: stop.signal,
  })
  return { cli, stop, asked, listeners: () => getEventListeners(stop.signal, 'abort').length }
}

describe('a signal that many commands have in common', () => {
  it('is watched while a command waits, and no longer', async () => {
    const { cli, listeners } = open()
    const waited = deferred<number>()
    const first = untilEnded(cli, 'box', waited.promise)
    const second = orInterrupted(cli, Promise.reject(new Error('lost')))
    expect(listeners()).toBe(2)
    await expect(second).rejects.toThrow('lost')
    expect(listeners()).toBe(1)
    waited.resolve(3)
    expect(await first).toBe(3)
    expect(listeners()).toBe(0)
  })

  it('ends what waits, and kills the container that a command is attached to', async () => {
    const { cli, stop, asked, listeners } = open()
    const attached = deferred<number>()
    const code = untilEnded(cli, 'box', attached.promise)
    const interrupted = orInterrupted(cli, new Promise(() => undefined))
    stop.abort()
    await expect(interrupted).rejects.toThrow(Interrupted)
    attached.resolve(7)
    expect(await code).toBe(130)
    expect(asked.join()).toContain('/containers/box/kill')
    expect(listeners()).toBe(0)
  })

  it('is not watched any more after a pause, whichever way that ended', async () => {
    const stop = new AbortController()
    const { signal } = stop
    const listeners = () => getEventListeners(signal, 'abort').length
    const [short, long] = [pause(1, signal), pause(1e9, signal)]
    expect(listeners()).toBe(2)
    await short
    expect(listeners()).toBe(1)
    stop.abort()
    await long
    await pause(1e9, signal)
    expect(listeners()).toBe(0)
  })
})
