import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as v from 'valibot'
import { afterAll, expect, it } from 'vitest'
import { buildImage } from '../../docker/images/build/build-image.ts'
import { IMAGES } from '../../docker/images/build/contents.ts'
import { folderEntries } from '../../docker/images/build/contexts.ts'
import type { Image } from '../../docker/images/build/image.ts'
import { ImageConfig, Index, Manifest } from '../../docker/registry/oci.ts'
import { packTar, type TarEntry } from '../../docker/registry/tar.ts'
import { readTar } from '../../docker/registry/untar.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { openEngine } from './engine.ts'

const { session, docker } = openEngine()
afterAll(() => session.close())

const send = (request: Request) => session.engine.fetch(request)
const published = (...path: string[]) => join(projectFolder, 'public/v2/library', ...path)
const read = <S extends v.GenericSchema>(schema: S, path: string) =>
  v.parse(schema, JSON.parse(readFileSync(path, 'utf8')))

/** An image as set-up left it, and the tar of its topmost layer. */
function shipped(name: string) {
  const index = read(Index, published(name, 'manifests/latest'))
  const manifest = read(Manifest, published(name, 'manifests', index.manifests[0]?.digest ?? ''))
  const config = read(ImageConfig, published(name, 'blobs', manifest.config.digest))
  const layer = published(name, 'blobs', manifest.layers.at(-1)?.digest ?? '')
  return {
    manifest,
    epoch: Date.parse(config.created ?? '') / 1000,
    top: () => new Uint8Array(gunzipSync(readFileSync(layer))),
  }
}

const file = (name: string, data: Uint8Array): TarEntry => {
  return { header: { name, type: 'file', size: data.length }, data }
}

const built = new Map<string, Image>()

it('builds on another machine what set-up shipped, digest for digest', async () => {
  for (const { name, archive } of IMAGES) {
    const { manifest, epoch, top } = shipped(name)
    const context = packTar([
      ...(await folderEntries(join(projectFolder, 'docker/images', name), epoch)),
      // A layer that was made of an archive is that archive.
      ...(archive === undefined ? [] : [file(archive, top())]),
    ])
    const image = await buildImage(send, { name, context, epoch, images: built })
    built.set(name, image)
    const layers = image.layers.map(({ descriptor }) => descriptor)
    expect(layers, name).toEqual(manifest.layers)
    expect(image.configBlob.descriptor, name).toEqual(manifest.config)
    expect(image.manifest.bytes.toString(), name).toBe(JSON.stringify(manifest))
  }
})

const Dockerfile = [
  'FROM base AS tools',
  'ARG WORD=hello',
  'RUN mkdir /out && echo $WORD > /out/word && chmod 750 /out/word',
  'FROM base',
  'WORKDIR /made/here',
  'COPY --from=tools --chown=7:8 /out/ .',
  'RUN touch -t 200102030405 old && ln old also && chmod 4711 old && rm -r /media && mkdir /media',
  'EXPOSE 80',
  'HEALTHCHECK --interval=5s CMD true',
  'ENTRYPOINT ["cat"]',
].join('\n')

it('gives the same image at any time, for RUN and more than one stage too', async () => {
  const epoch = 1_500_000_000
  const context = packTar([file('Dockerfile', Buffer.from(Dockerfile))])
  const make = (name: string) => buildImage(send, { name, context, epoch, images: built })
  const [first, second] = [await make('one'), await make('two')]
  expect(second.index.descriptor).toEqual(first.index.descriptor)

  expect(first.config).toEqual({
    Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Entrypoint: ['cat'],
    ExposedPorts: { '80/tcp': {} },
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5_000_000_000 },
    Labels: built.get('base')?.config.Labels,
    WorkingDir: '/made/here',
  })
  const own = first.history.slice(built.get('base')?.history.length)
  expect(own.map(({ created_by, empty_layer }) => [created_by, empty_layer ?? false])).toEqual([
    ['WORKDIR /made/here', false],
    ['COPY --from=tools --chown=7:8 /out/ .', false],
    [
      'RUN /bin/sh -c touch -t 200102030405 old && ln old also && chmod 4711 old && rm -r /media && mkdir /media',
      false,
    ],
    ['EXPOSE 80', true],
    ['HEALTHCHECK &{["CMD-SHELL" "true"] "5s" "0s" "0s" \'\\x00\'}', true],
    ['ENTRYPOINT ["cat"]', true],
  ])
  const list = (at: number) => {
    const tar = new Uint8Array(gunzipSync(first.layers[at]?.bytes ?? new Uint8Array()))
    return Array.from(readTar(tar), ({ header: { name, mode = 0, uid, gid, linkname, mtime } }) => {
      const seconds = (mtime?.getTime() ?? 0) / 1000
      const time = seconds === epoch ? 'epoch' : seconds
      return [name, mode.toString(8), `${uid}:${gid}`, linkname, time].join(' ').trim()
    })
  }
  const old = Date.UTC(2001, 1, 3, 4, 5) / 1000
  expect(list(2)).toEqual([
    'made/ 755 0:0  epoch',
    'made/here/ 755 0:0  epoch',
    'made/here/word 750 7:8  epoch',
  ])
  expect(list(3)).toEqual([
    'made/ 755 0:0  epoch',
    'made/here/ 755 0:0  epoch',
    `made/here/also 4711 0:0  ${old}`,
    `made/here/old 4711 0:0 made/here/also ${old}`,
    'media/ 755 0:0  epoch',
    'media/.wh..wh..opq 755 0:0  0',
  ])
})

it.each([
  [
    'FROM base\nRUN echo why; exit 3',
    /returned a non-zero code: 3\n[^]*Step 2\/2 : RUN echo why[^]*why\n/,
  ],
  [
    'FROM base\nCOPY missing /',
    'docker build of the image bad failed: COPY failed: file not found',
  ],
  ['FROM base\nFETCH x', 'dockerfile parse error line 2: unknown instruction: FETCH'],
  ['FROM greet:2', 'bad is built from greet:2, which is not here'],
])('%j fails with its reason', async (text, reason) => {
  const context = packTar([file('Dockerfile', Buffer.from(text))])
  const building = buildImage(send, { name: 'bad', context, epoch: 0, images: built })
  await expect(building).rejects.toThrow(reason)
})

it('a container of notes sees the union of its layers', async () => {
  expect(await docker('docker run --rm notes ls /notes')).toBe('plan.txt\ntitle.txt')
  expect(await docker('docker run --rm notes cat /notes/plan.txt')).toContain('Done.')
})
