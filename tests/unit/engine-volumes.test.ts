import { describe, expect, it } from 'vitest'
import { Events, type EngineEvent } from '../../docker/engine/events.ts'
import { cryptoRandom } from '../../docker/engine/ids.ts'
import { VolumeStore } from '../../docker/engine/volumes/store.ts'

const made = () => {
  const now = () => new Date(0)
  const events = new Events(now)
  const heard: EngineEvent[] = []
  events.listen((event) => heard.push(event))
  const machine = () => Promise.reject(new Error('the machine was started'))
  return { heard, store: new VolumeStore({ machine, events, now, randomBytes: cryptoRandom }) }
}

describe('a volume’s name and options', () => {
  // The words are those of volume/local/local.go and local_unix.go, after volume/service/errors.go's `create NAME: `.
  it.each([
    ['a', {}, 'create a: volume name is too short, names should be at least two alphanumeric'],
    [
      'a/b',
      {},
      'create a/b: "a/b" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
    ],
    ['-a', {}, 'create -a: "-a" includes invalid characters'],
    ['good', { color: 'red' }, 'create good: invalid option: "color"'],
    ['good', { type: 'tmpfs' }, 'create good: missing required option: "device"'],
    ['good', { o: 'ro', type: 'tmpfs' }, 'create good: missing required option: "device"'],
    ['good', { size: '10m' }, 'create good: quota size requested but no quota support'],
    ['good', { size: 'ten' }, "create good: invalid size: 'ten'"],
  ])('refuses %s with %j', async (name, options, message) => {
    const { store, heard } = made()
    await expect(store.create({ name, options })).rejects.toThrow(message)
    expect(store.all()).toEqual([])
    expect(heard).toEqual([])
  })

  it('refuses a driver that is not there, and names what is missing', async () => {
    const { store } = made()
    await expect(store.create({ name: 'data', driver: 'nfs' })).rejects.toThrow(
      'create data: error looking up volume plugin nfs: plugin "nfs" not found',
    )
    expect(() => store.get('data')).toThrow('get data: no such volume')
  })
})
