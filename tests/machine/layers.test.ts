import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDockerNode, type NodeSession } from '../../docker/host/node.ts'
import { ImageConfig, Index, Manifest } from '../../docker/registry/oci.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import {
  listingHere,
  LISTING,
  makeTree,
  newFolder,
  packFolder,
  removeFolders,
  run,
} from './layer-tree.ts'
import { registryWith, sha256, type TestImage } from './registry.ts'

const hasCapabilities = existsSync('/sbin/setcap')
const sessions: NodeSession[] = []

function engine(images: readonly TestImage[] = []) {
  const session = openDockerNode(join(projectFolder, 'public'), registryWith(images))
  sessions.push(session)
  const call = async (method: string, path: string, body?: Uint8Array) => {
    const request = new Request(`http://docker${path}`, {
      method,
      ...(body && { body: Buffer.from(body) }),
    })
    const response = await session.engine.fetch(request)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!response.ok) throw new Error(bytes.toString())
    return bytes
  }
  const docker = async (...argv: string[]) => {
    const parts: Buffer[] = []
    const add = (bytes: Uint8Array) => void parts.push(Buffer.from(bytes))
    const exitCode = await session.command(argv, { stdout: add, stderr: add })
    const text = Buffer.concat(parts).toString()
    if (exitCode !== 0) throw new Error(text)
    return text
  }
  const inspect = async (name: string) =>
    v.parse(Inspected, JSON.parse((await call('GET', `/images/${name}/json`)).toString()))
  return { call, docker, inspect }
}

const Inspected = v.object({
  Id: v.string(),
  Size: v.number(),
  RootFS: v.object({ Layers: v.array(v.string()) }),
})

/** The image that set-up built, which the layers here lie on. */
async function base() {
  const at = (path: string) => readFile(join(projectFolder, 'public/v2/library/base', path))
  const read = async <S extends v.GenericSchema>(schema: S, path: string) =>
    v.parse(schema, JSON.parse((await at(path)).toString()))
  const index = await read(Index, 'manifests/latest')
  const manifest = await read(Manifest, `manifests/${index.manifests[0]?.digest}`)
  const config = await read(ImageConfig, `blobs/${manifest.config.digest}`)
  const layers = await Promise.all(manifest.layers.map(({ digest }) => at(`blobs/${digest}`)))
  return { config, layers }
}

/** An image of the base and these tars. */
async function imageOf(tag: string, tars: readonly Buffer[]): Promise<TestImage> {
  const { config, layers } = await base()
  const diffIds = [...(config.rootfs.diff_ids ?? []), ...tars.map(sha256)]
  return {
    repository: 'library/tree',
    tag,
    config: {
      architecture: '386',
      os: 'linux',
      config: config.config,
      rootfs: { type: 'layers', diff_ids: diffIds },
    },
    layers: [...layers, ...tars.map((tar) => gzipSync(tar, { level: 1 }))],
  }
}

let tree: string
let tar: Buffer

beforeAll(async () => {
  const root = await newFolder()
  tree = join(root, 'tree')
  await mkdir(join(tree, 't'), { recursive: true })
  await makeTree(tree)
  if (hasCapabilities) await run('/sbin/setcap', ['cap_net_raw=ep', join(tree, 't/plain')])
  tar = await packFolder(tree, 'pax')
})
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()))
  await removeFolders()
})

describe.runIf(process.getuid?.() === 0)('files of every kind', () => {
  const CHANGES = String.raw`set -e; cd /t
    rm gone; rm -r kind; echo file > kind
    rm -r hidden; mkdir hidden; echo seen > hidden/above
    echo more >> links/first; touch plain big; chmod 6755 setuid; mkdir -m 2770 new; ln old new/old`
  let listing: string
  let big: string
  let archive: Buffer

  it('come out of a pull as they went in', async () => {
    big = md5(await readFile(join(tree, 't/big')))
    const { docker, call, inspect } = engine([await imageOf('pulled', [tar])])
    await docker('pull', 'tree:pulled')
    expect(await docker('run', '--rm', 'tree:pulled', 'md5sum', '/t/big')).toContain(big)
    expect(await docker('run', '--rm', 'tree:pulled', 'sh', '-c', LISTING)).toBe(
      await listingHere(tree),
    )

    await docker('run', '--name', 'changer', 'tree:pulled', 'sh', '-c', CHANGES)
    await call('POST', '/commit?container=changer&repo=tree&tag=changed')
    listing = await docker('run', '--rm', 'tree:changed', 'sh', '-c', LISTING)
    archive = await call('GET', '/images/tree:changed/get')
    const { RootFS } = await inspect('tree:changed')
    expect(RootFS.Layers.slice(0, -1)).toEqual((await inspect('tree:pulled')).RootFS.Layers)
  })

  it('are changed by a commit as they were in the container', async () => {
    // overlayfs copies a file that is written to without its other names.
    const apart = 'ln links/first ../other; cp links/first alone; mv alone links/first'
    await run('sh', ['-c', `cd ${join(tree, 't')}; ${apart}; ${CHANGES.replace('cd /t', '')}`])
    // The container made these at another time.
    const untimed = (text: string) =>
      text.replaceAll(/^(\.\/(?:kind|hidden|plain|big|links\/first)\b.*) \d{10}$/gm, '$1 <time>')
    expect(untimed(listing)).toBe(untimed(await listingHere(tree)))
  })

  it('has whiteouts, opaque folders and capabilities in the layer that was committed', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'archive.tar'), archive)
    await run('tar', ['-C', folder, '-xf', join(folder, 'archive.tar')])
    const [top = ''] = layersOf(await readFile(join(folder, 'manifest.json'))).slice(-1)
    const { stdout } = await run('tar', ['-tf', join(folder, top)])
    const names = stdout.split('\n').map((name) => name.replace(/^\.\//, ''))
    expect(names).toEqual(expect.arrayContaining(['t/.wh.gone', 't/kind', 't/hidden/above']))
    expect(names).toContain('t/hidden/.wh..wh..opq')
    expect(names).not.toContain('t/empty')
    await run('tar', ['-C', folder, '-xf', join(folder, top), 't/big'])
    expect(md5(await readFile(join(folder, 't/big')))).toBe(big)
    if (!hasCapabilities) return
    await mkdir(join(folder, 'out'))
    const xattrs = ['--xattrs', '--xattrs-include=*']
    await run('tar', ['-C', join(folder, 'out'), ...xattrs, '-xf', join(folder, top), 't/plain'])
    const { stdout: capability } = await run('/sbin/getcap', [join(folder, 'out/t/plain')])
    expect(capability).toContain('cap_net_raw=ep')
  })

  it('survive save and load, with their digests', async () => {
    const { docker, call, inspect } = engine()
    expect((await call('POST', '/images/load?quiet=1', archive)).toString()).toContain(
      'Loaded image: tree:changed',
    )
    expect(await docker('run', '--rm', 'tree:changed', 'sh', '-c', LISTING)).toBe(listing)
    // The same image gives the same archive.
    const again = await call('GET', '/images/tree:changed/get')
    expect(md5(again)).toBe(md5(archive))
    expect((await inspect('tree:changed')).RootFS.Layers).toHaveLength(3)
  })

  it('survive a pull of what was saved', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'archive.tar'), archive)
    await run('tar', ['-C', folder, '-xf', join(folder, 'archive.tar')])
    const layers = layersOf(await readFile(join(folder, 'manifest.json')))
    const tars = await Promise.all(layers.slice(1).map((name) => readFile(join(folder, name))))
    const { docker } = engine([await imageOf('again', tars)])
    await docker('pull', 'tree:again')
    expect(await docker('run', '--rm', 'tree:again', 'md5sum', '/t/big')).toContain(big)
    expect(await docker('run', '--rm', 'tree:again', 'sh', '-c', LISTING)).toBe(listing)
  })

  it.each(['gnu', 'pax'])('come out of an import of a tar in %s format', async (format) => {
    const { call, docker } = engine()
    const { layers } = await base()
    // Behind the base's files, so that there is a shell: two archives become one by leaving the first one's end out.
    const root = await newFolder()
    await mkdir(join(root, 'whole'))
    await writeFile(join(root, 'base.tar'), gunzipSync(layers[0] ?? Buffer.alloc(0)))
    await run('tar', ['-C', join(root, 'whole'), '-xf', join(root, 'base.tar')])
    await run('cp', ['-a', join(tree, 't'), join(root, 'whole/t')])
    await rm(join(root, 'whole/t/big'))
    const whole = await packFolder(join(root, 'whole'), format)
    await call('POST', '/images/create?fromSrc=-&repo=whole&tag=1', gzipSync(whole, { level: 1 }))
    expect(await docker('run', '--rm', 'whole:1', 'sh', '-c', LISTING)).toBe(
      await listingHere(join(root, 'whole')),
    )
  })
})

const Archive = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ Layers: v.array(v.string()) })),
)

function layersOf(manifest: Buffer): string[] {
  return v.parse(Archive, manifest.toString())[0]?.Layers ?? []
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}
