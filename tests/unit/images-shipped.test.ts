import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { IMAGES } from '../../docker/images/build/contents.ts'
import { createRegistryServer } from '../../docker/images/build/registry-server.node.ts'
import { unpackTree, type FileTree } from '../../docker/images/build/tree.ts'
import { createRegistryClient, type RegistryClient } from '../../docker/registry/client.ts'
import { unpackable } from '../../docker/registry/layer.ts'
import { parseReference } from '../../docker/registry/reference.ts'
import { listen, run, temporaryFolder } from './images-helpers.ts'

const ROOT = fileURLToPath(new URL('../../public/v2', import.meta.url))

beforeAll(() => {
  if (!existsSync(ROOT)) throw new Error('no images in public/v2: run "npm run setup" first')
})

async function client(): Promise<RegistryClient> {
  return createRegistryClient({ baseUrl: `http://${await listen(createRegistryServer(ROOT))}` })
}

/** An image's files as a pull brings them, its layers one over the other. */
async function pull(registry: RegistryClient, name: string) {
  const image = await registry.resolve(parseReference(name))
  const tree: FileTree = new Map()
  for (const [index, layer] of image.manifest.layers.entries()) {
    const bytes = await registry.blob(image.reference.path, layer)
    const diffId = image.config.rootfs.diff_ids?.[index] ?? ''
    const { tar } = await unpackable(bytes, diffId)
    const files = unpackTree(new Uint8Array(await new Response(tar).arrayBuffer()))
    for (const [path, entry] of files) tree.set(path, entry)
  }
  return { image, tree }
}

const textOf = (tree: FileTree, path: string) =>
  Buffer.from(tree.get(path)?.data ?? []).toString('utf8')

test('the layers of greet and clock are base’s, lua’s and one of their own', async () => {
  const registry = await client()
  const digests = async (name: string) =>
    (await registry.resolve(parseReference(name))).manifest.layers.map(({ digest }) => digest)
  const [base = [], lua = [], greet = [], clock = []] = await Promise.all(
    ['base', 'lua', 'greet', 'clock'].map(digests),
  )
  expect([base, lua, greet, clock].map(({ length }) => length)).toEqual([1, 2, 3, 3])
  expect(lua.slice(0, 1)).toEqual(base)
  expect(greet.slice(0, 2)).toEqual(lua)
  expect(clock.slice(0, 2)).toEqual(lua)
  expect(clock[2]).not.toBe(greet[2])
})

test('base is a Debian with a shell, users, and the usual folders', async () => {
  const { image, tree } = await pull(await client(), 'base')
  expect(image.config).toMatchObject({ architecture: '386', os: 'linux' })
  expect(tree.get('etc/os-release')?.target).toBe('../usr/lib/os-release')
  expect(textOf(tree, 'usr/lib/os-release')).toContain('ID=debian')
  expect(textOf(tree, 'etc/passwd')).toMatch(/^root:\*:0:0:root:\/root:\/bin\/sh$/m)
  expect(textOf(tree, 'etc/group')).toMatch(/^root:\*:0:$/m)
  for (const applet of ['sh', 'ls', 'cat', 'ps', 'vi', '[', 'true', 'sleep', 'hostname', 'wget'])
    expect(tree.get(`bin/${applet}`)).toMatchObject({ type: 'symlink', target: 'busybox' })
  for (const folder of ['dev', 'etc', 'home', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var'])
    expect(tree.get(folder)?.type).toBe('directory')
  expect(tree.get('tmp')?.mode).toBe(0o1777)
  expect(tree.get('root')?.mode).toBe(0o700)
})

test('every licence text is there for every package of the images', async () => {
  const { tree } = await pull(await client(), 'greet')
  for (const { packages } of IMAGES) {
    for (const contents of packages) {
      const copyright = textOf(tree, `usr/share/doc/${contents.package}/copyright`)
      expect(copyright).not.toBe('')
      for (const [path] of copyright.matchAll(/usr\/share\/common-licenses\/\w[\w-]*(\.\d)?/g)) {
        const entry = tree.get(path)
        const file = entry?.target ? `usr/share/common-licenses/${entry.target}` : path
        expect(textOf(tree, file), path).not.toBe('')
      }
    }
  }
})

test('every program has the loader and the libraries that it asks for', async () => {
  const { tree } = await pull(await client(), 'greet')
  const folder = await temporaryFolder()
  const programs = [...tree.values()].filter(
    ({ data }) => data && Buffer.from(data.subarray(0, 4)).toString('latin1') === '\x7fELF',
  )
  expect(programs.map(({ path }) => path)).toContain('usr/bin/lua5.4')
  await mkdir(join(folder, 'elf'))
  for (const { path, data } of programs) {
    const file = join(folder, 'elf', path.replaceAll('/', '_'))
    await writeFile(file, data ?? '')
    const { stdout } = await run('readelf', ['--wide', '--dynamic', '--program-headers', file])
    const loader = /program interpreter: \/(.+)\]/.exec(stdout)?.[1]
    if (loader !== undefined) expect(tree.has(loader), `${path}: ${loader}`).toBe(true)
    for (const [, library] of stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g))
      expect(tree.has(`lib/i386-linux-gnu/${library}`), `${path}: ${library}`).toBe(true)
  }
  // Links lead to files that are there.
  for (const link of ['lib/ld-linux.so.2', 'usr/bin/lua', 'lib/i386-linux-gnu/libreadline.so.8']) {
    const { target = '' } = tree.get(link) ?? {}
    expect(tree.get(join(link, '..', target))?.type, link).toBe('file')
  }
})

test.each(['greet', 'clock'])('the program of %s is the committed file', async (name) => {
  const { image, tree } = await pull(await client(), name)
  const source = new URL(`../../docker/images/${name}/${name}.lua`, import.meta.url)
  expect(textOf(tree, `app/${name}.lua`)).toBe(await readFile(source, 'utf8'))
  expect(image.config.config?.Cmd).toEqual(['lua', `/app/${name}.lua`])
})

test('the files of counter are the committed ones, and its programs may be run', async () => {
  const { image, tree } = await pull(await client(), 'counter')
  const folder = new URL('../../docker/images/counter/', import.meta.url)
  const files = [
    ['usr/local/bin/serve', 'serve', 0o755],
    ['www/cgi-bin/index.cgi', 'www/cgi-bin/index.cgi', 0o755],
    ['www/style.css', 'www/style.css', 0o644],
  ] as const
  for (const [path, source, mode] of files) {
    expect(textOf(tree, path)).toBe(await readFile(new URL(source, folder), 'utf8'))
    expect(tree.get(path)?.mode).toBe(mode)
  }
  expect(image.config.config).toMatchObject({ Cmd: ['serve'], ExposedPorts: { '80/tcp': {} } })
})
