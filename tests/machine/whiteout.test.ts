import { unpackTar } from 'modern-tar'
import * as v from 'valibot'
import { afterAll, expect, it } from 'vitest'
import { openEngine } from './engine.ts'

const { session, docker, send } = openEngine()
afterAll(() => session.close())

const SavedImages = v.tuple([v.object({ Layers: v.array(v.string()) })])

/** Entries of the topmost layer, from `docker save`. */
async function topmostLayer(name: string) {
  const response = await send('GET', `/images/${name}/get`)
  const files = await unpackTar(new Uint8Array(await response.arrayBuffer()))
  const content = (path: string | undefined) => {
    const data = files.find(({ header }) => header.name === path)?.data
    if (!data) throw new Error(`no ${path} in what was saved of ${name}`)
    return data
  }
  const [{ Layers }] = v.parse(
    SavedImages,
    JSON.parse(new TextDecoder().decode(content('manifest.json'))),
  )
  const entries = await unpackTar(content(Layers.at(-1)))
  return entries.map(({ header: { name, type, mode = 0, size } }) => {
    // dockerd writes the type of a folder into its mode, too.
    return { name, type, permissions: mode & 0o7777, size }
  })
}

it('the layer in which notes deletes a file is what deleting it in a container leaves', async () => {
  await docker(
    [
      `docker run --name writer base sh -c 'mkdir /notes; echo draft > /notes/draft.txt'`,
      'docker commit writer written',
      'docker run --name remover written rm /notes/draft.txt',
      'docker commit remover removed',
      'docker pull notes',
    ].join('\n'),
  )
  const shipped = await topmostLayer('notes')
  expect(shipped).toEqual(await topmostLayer('removed'))
  expect(shipped.map(({ name }) => name)).toContain('notes/.wh.draft.txt')
})

it('a container of notes sees the union of its layers', async () => {
  expect(await docker('docker run --rm notes ls /notes')).toBe('plan.txt\ntitle.txt')
  expect(await docker('docker run --rm notes cat /notes/plan.txt')).toContain('Done.')
})
