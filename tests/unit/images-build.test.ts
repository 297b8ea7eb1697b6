import { chmod, readFile, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildImage } from '../../docker/images/build/builder.ts'
import type { Image } from '../../docker/images/build/image.ts'
import { run, temporaryFolder, writeFiles } from './images-helpers.ts'

const EPOCH = 1_700_000_000

async function build(
  files: Readonly<Record<string, string | Uint8Array>>,
  base?: Image,
  prepare?: (context: string) => Promise<void>,
): Promise<Image> {
  const context = await writeFiles(await temporaryFolder(), files)
  await prepare?.(context)
  const images = new Map(base ? [[base.name, base]] : [])
  return buildImage({ name: base ? 'app' : 'base', context, epoch: EPOCH, images })
}

const digest = (image: Image) => image.index.descriptor.digest

/** What the system's tar sees in a layer: mode, owner, time and name of each entry. */
async function listLayer(image: Image, index: number): Promise<string[]> {
  const layer = image.layers[index]
  if (!layer) throw new Error(`no layer ${index}`)
  const folder = await writeFiles(await temporaryFolder(), { 'layer.tgz': layer.bytes })
  const { stdout } = await run('tar', [
    '--numeric-owner',
    '--utc',
    '--full-time',
    '-tvzf',
    join(folder, 'layer.tgz'),
  ])
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' '))
}

test('instructions become config, layers and history as BuildKit writes them', async () => {
  const image = await build({
    Dockerfile: [
      'ARG UNUSED=1',
      'FROM scratch',
      'ENV DIR=/srv NAME="two words"',
      'COPY --chown=7 --chmod=640 a.txt $DIR/',
      'LABEL note="say \\"hi\\""',
      'WORKDIR $DIR/work',
      'WORKDIR sub',
      'USER 7:8',
      'EXPOSE 80 53/UDP',
      'VOLUME ["/data"]',
      'STOPSIGNAL SIGINT',
      'ENTRYPOINT ["/bin/tool", "-x"]',
      'CMD echo $NAME',
    ].join('\n'),
    'a.txt': 'a',
  })
  expect(image.config).toEqual({
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'DIR=/srv',
      'NAME=two words',
    ],
    WorkingDir: '/srv/work/sub',
    Labels: { note: 'say "hi"' },
    User: '7:8',
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/data': {} },
    StopSignal: 'SIGINT',
    Entrypoint: ['/bin/tool', '-x'],
    Cmd: ['/bin/sh', '-c', 'echo $NAME'],
  })
  expect(image.history.map((entry) => [entry.created_by, entry.empty_layer ?? false])).toEqual([
    ['ENV DIR=/srv NAME=two words', true],
    ['COPY --chown=7 --chmod=640 a.txt /srv/ # buildkit', false],
    ['LABEL note=say "hi"', true],
    ['WORKDIR /srv/work', false],
    ['WORKDIR /srv/work/sub', false],
    ['USER 7:8', true],
    ['EXPOSE [80/tcp 53/udp]', true],
    ['VOLUME [/data]', true],
    ['STOPSIGNAL SIGINT', true],
    ['ENTRYPOINT ["/bin/tool" "-x"]', true],
    ['CMD ["/bin/sh" "-c" "echo $NAME"]', true],
  ])
  expect(image.layers).toHaveLength(3)
  expect(await listLayer(image, 0)).toEqual([
    'drwxr-xr-x 0/0 0 2023-11-14 22:13:20 srv/',
    '-rw-r----- 7/7 1 2023-11-14 22:13:20 srv/a.txt',
  ])
})

test('ADD unpacks a tar with owners, modes and links; COPY does not', async () => {
  const root = await writeFiles(await temporaryFolder(), { 'tree/bin/tool': 'x' })
  await chmod(join(root, 'tree/bin/tool'), 0o4755)
  await chmod(join(root, 'tree/bin'), 0o1777)
  await symlink('tool', join(root, 'tree/bin/link'))
  await run('tar', [
    ...['-C', join(root, 'tree'), '--owner=5', '--group=6', '--mtime=@1000000000'],
    ...['-czf', join(root, 'tree.tgz'), '.'],
  ])
  const archive = await readFile(join(root, 'tree.tgz'))
  const image = await build({
    Dockerfile: 'FROM scratch\nADD tree.tgz /opt\nCOPY tree.tgz /kept\n',
    'tree.tgz': archive,
  })
  const unpacked = await listLayer(image, 0)
  expect(unpacked.map((line) => line.split(' ').filter((_, at) => at !== 2))).toEqual([
    ['drwxr-xr-x', '0/0', '2001-09-09', '01:46:40', 'opt/'],
    ['drwxrwxrwt', '5/6', '2001-09-09', '01:46:40', 'opt/bin/'],
    ['lrwxrwxrwx', '5/6', '2001-09-09', '01:46:40', 'opt/bin/link', '->', 'tool'],
    ['-rwsr-xr-x', '5/6', '2001-09-09', '01:46:40', 'opt/bin/tool'],
  ])
  expect(Buffer.from(image.tree.get('kept')?.data ?? []).equals(archive)).toBe(true)
})

test('a layer repeats the folders above its files as the image has them', async () => {
  const base = await build(
    { Dockerfile: 'FROM scratch\nCOPY root/ /\n', 'root/tmp/.keep': '' },
    undefined,
    async (context) => {
      await chmod(join(context, 'root/tmp'), 0o1777)
      await symlink('tmp', join(context, 'root/link'))
    },
  )
  const app = await build({ Dockerfile: 'FROM base\nCOPY f /link/\n', f: '1' }, base)
  expect((await listLayer(app, 1)).map((line) => line.split(' ').at(-1))).toEqual(['tmp/', 'tmp/f'])
  expect((await listLayer(app, 1))[0]).toMatch(/^drwxrwxrwt /)
})

test('an image goes on from its base: layers, history, config', async () => {
  const base = await build({
    Dockerfile: 'FROM scratch\nCOPY f /f\nENV A=1 B=2\nLABEL x=1\nCMD ["base"]\n',
    f: '1',
  })
  const app = await build({ Dockerfile: 'FROM base:latest\nENV B=3\nLABEL y=2\n' }, base)
  expect(app.layers).toEqual(base.layers)
  expect(app.history.slice(0, base.history.length)).toEqual(base.history)
  expect(app.config.Env?.slice(1)).toEqual(['A=1', 'B=3'])
  expect(app.config.Labels).toEqual({ x: '1', y: '2' })
  expect(app.config.Cmd).toEqual(['base'])
  expect(JSON.parse(Buffer.from(app.manifest.bytes).toString())).toMatchObject({
    annotations: {
      'org.opencontainers.image.base.name': 'docker.io/library/base:latest',
      'org.opencontainers.image.base.digest': digest(base),
    },
  })
  // An ENTRYPOINT drops the CMD of the base, not one of its own.
  const entry = await build({ Dockerfile: 'FROM base\nENTRYPOINT ["e"]\n' }, base)
  expect(entry.config.Cmd).toBeUndefined()
  const both = await build({ Dockerfile: 'FROM base\nCMD ["c"]\nENTRYPOINT ["e"]\n' }, base)
  expect(both.config.Cmd).toEqual(['c'])
})

test('RUN rm is a layer that hides files, and they are gone for what comes after', async () => {
  const files = { 'tree/a': 'a', 'tree/b': 'b' }
  const Dockerfile = 'FROM scratch\nCOPY tree/ /d/\nRUN rm /d/a\n'
  const image = await build({ ...files, Dockerfile })
  expect(await listLayer(image, 1)).toEqual([
    'drwxr-xr-x 0/0 0 2023-11-14 22:13:20 d/',
    '-rw------- 0/0 0 2023-11-14 22:13:20 d/.wh.a',
  ])
  expect(image.history.at(-1)).toEqual({
    created: '2023-11-14T22:13:20Z',
    created_by: 'RUN /bin/sh -c rm /d/a # buildkit',
    comment: 'buildkit.dockerfile.v0',
  })
  expect([...image.tree.keys()]).toEqual(['d', 'd/b'])
  await expect(build({ ...files, Dockerfile: `${Dockerfile}RUN rm /d/a\n` })).rejects.toThrow(
    "Dockerfile:4: rm: can't remove '/d/a': No such file or directory",
  )
})

test('the same inputs give the same digest at another time and in another folder', async () => {
  const files = {
    Dockerfile: 'FROM scratch\nCOPY tree/ /tree/\nCMD ["x"]\n',
    'tree/a': 'a',
    'tree/b/c': 'c',
  }
  const first = await build(files)
  const later = await build(files, undefined, async (context) => {
    const future = EPOCH + 900_000_000
    for (const path of ['tree', 'tree/a', 'tree/b', 'tree/b/c'])
      await utimes(join(context, path), future, future)
  })
  expect(digest(later)).toBe(digest(first))
  const other = await build({ ...files, 'tree/a': 'A' })
  expect(digest(other)).not.toBe(digest(first))
})

test.each([
  ['FROM scratch\nRUN true\n', ':2: RUN is not supported here'],
  ['FROM scratch\nRUN rm -r /a\n', ':2: RUN is not supported here'],
  ['FROM scratch\nRUN rm /a\n', ":2: rm: can't remove '/a': No such file or directory"],
  ['FROM scratch\nCOPY Dockerfile /d/\nRUN rm /d\n', ":3: rm: '/d' is a directory"],
  ['FROM scratch\nFETCH x\n', ':2: FETCH is not supported here'],
  ['FROM nowhere\n', ':1: FROM nowhere: no image of that name was built before'],
  ['FROM scratch\n\nCOPY missing /\n', ':3: missing: not found in the build context'],
  ['FROM scratch\nCOPY ../../../etc/passwd /\n', ':2: ../../../etc/passwd: not found in the build'],
  ['FROM scratch\nCOPY --from=x a /\n', ':2: --from is not supported here'],
  ['FROM scratch\nADD https://example.org/a /\n', ':2: not a local file'],
  ['FROM scratch\nCOPY Dockerfile\n', ':2: COPY requires at least two arguments'],
  ['FROM scratch\nCOPY Dockerfile Dockerfile /a\n', ':2: when using more than one source file'],
  ['FROM scratch\nENV A 1\n', ':2: ENV takes name=value, not A'],
  ['FROM scratch\nEXPOSE 99999\n', ':2: invalid containerPort: 99999'],
  ['FROM scratch\nFROM scratch\n', ':2: more than one FROM is not supported here'],
  ['CMD ["x"]\n', ':1: no build stage in current context'],
])('%j is an error that names its line', async (Dockerfile, message) => {
  await expect(build({ Dockerfile })).rejects.toThrow(`Dockerfile${message}`)
})
