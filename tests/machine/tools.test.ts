import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROVEN, type ProvenTools } from '../../components/gains/tools.ts'
import { createRegistryServer } from '../../docker/images/build/registry-server.node.ts'
import { ImageConfig, Index, Manifest } from '../../docker/registry/oci.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { debianClient } from '../parity/clients.node.ts'
import { openDockerd } from '../parity/servers.node.ts'
import { openEngine } from './engine.ts'
import { imageSpec } from './image-spec.ts'
import { newFolder, removeFolders, run } from './layer-tree.ts'

/** Docker's engine mounts, which only root may. */
const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0

type Tool = ProvenTools['tools'][number]['name']

const IMAGES = ['base', 'lua', 'greet', 'clock', 'notes', 'counter']
const published = join(projectFolder, 'public/v2')

const { session, call, docker, send } = openEngine()
const server = createRegistryServer(published)
let registry: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  registry = `docker://127.0.0.1:${address.port}/library`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await session.close()
  await removeFolders()
})

/** A folder that is an image, in bytes. */
const skopeo = async (...args: string[]) => {
  const platform = ['--override-os', 'linux', '--override-arch', '386', '--insecure-policy']
  return (await run('skopeo', [...platform, ...args])).stdout
}
/** Podman with files of its own. */
const podmanIn =
  (folder: string) =>
  async (...args: string[]) => {
    const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run')]
    return (await run('podman', [...storage, '--storage-driver', 'vfs', ...args])).stdout
  }
const from = (name: string) => ['--src-tls-verify=false', `${registry}/${name}:latest`]

async function json<S extends v.GenericSchema>(schema: S, path: string) {
  return v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
}

async function saved(...names: string[]) {
  const query = names.map((name) => `names=${encodeURIComponent(name)}`).join('&')
  const response = await send('GET', `/images/get?${query}`)
  const file = join(await newFolder(), 'saved.tar')
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
  return file
}

async function load(file: string) {
  const { text } = await call('POST', '/images/load?quiet=1', { raw: await readFile(file) })
  return text
}

describe('the registry that is served', () => {
  it.each(IMAGES)('is inspected by skopeo: %s', async (name) => {
    const Inspected = v.object({
      Digest: v.string(),
      RepoTags: v.array(v.string()),
      Architecture: v.string(),
      Os: v.string(),
      Layers: v.array(v.string()),
    })
    const text = await skopeo('inspect', '--tls-verify=false', `${registry}/${name}:latest`)
    const { Digest, RepoTags, Layers, ...platform } = v.parse(Inspected, JSON.parse(text))
    expect(platform).toEqual({ Architecture: '386', Os: 'linux' })
    expect(RepoTags).toEqual(['latest'])
    await docker(`docker pull ${name}`)
    const { json: ours } = await call('GET', `/images/${name}/json`)
    expect(ours).toMatchObject({ RepoDigests: [`${name}@${Digest}`] })
    expect(ours).toHaveProperty('RootFS.Layers.length', Layers.length)
  })
})

/** How each of the tools gives back a file of `greet`, after it has taken the image from the registry that is served. */
const TAKEN: Record<Tool, (path: string) => Promise<string>> = {
  async docker(path) {
    const image = `${registry.replace('docker://', '')}/greet`
    const client = (await debianClient()).command.join(' ')
    const folder = await newFolder()
    const daemon = await openDockerd(folder)
    try {
      const real = async (...args: string[]) =>
        (await run(client, ['--host', daemon.host, ...args])).stdout.trim()
      await real('pull', '--quiet', '--platform', 'linux/386', image)
      const container = await real('create', '--platform', 'linux/386', image)
      await real('cp', `${container}:/${path}`, join(folder, 'file'))
      return join(folder, 'file')
    } finally {
      await daemon.close()
    }
  },
  async podman(path) {
    const folder = await newFolder()
    const podman = podmanIn(folder)
    const image = `${registry}/greet`
    await podman('pull', '--quiet', '--tls-verify=false', '--os', 'linux', '--arch', '386', image)
    const container = await podman('create', '--network', 'none', image.replace('docker://', ''))
    await podman('cp', `${container.trim()}:/${path}`, join(folder, 'file'))
    return join(folder, 'file')
  },
  async skopeo(path) {
    const folder = await newFolder()
    await skopeo('copy', ...from('greet'), `dir:${folder}`)
    const { layers } = await json(Manifest, join(folder, 'manifest.json'))
    const top = layers.at(-1)?.digest.replace('sha256:', '') ?? ''
    await run('tar', ['-xzf', join(folder, top), '-C', folder, path])
    return join(folder, path)
  },
  async umoci(path) {
    const folder = await newFolder()
    const layout = join(folder, 'layout')
    await skopeo('copy', ...from('greet'), `oci:${layout}:greet`)
    await run('umoci', ['unpack', '--image', `${layout}:greet`, join(folder, 'out')])
    return join(folder, 'out/rootfs', path)
  },
}

describe('the tools of which the deck says that they take its images', () => {
  const proven: ProvenTools['tools'] = []
  afterAll(async () => {
    if (!process.env['UPDATE_TOOLS']) return
    const provenOn = new Date().toISOString().slice(0, 10)
    const text = `${JSON.stringify({ provenOn, tools: proven }, null, 2)}\n`
    await writeFile(join(projectFolder, 'components/gains/tools.json'), text)
  })

  it.for(PROVEN.tools.map(({ name }) => name))('%s', async (name, { skip }) => {
    skip(name === 'docker' && !mayMount, 'Docker’s engine needs root')
    const taken = await readFile(await TAKEN[name]('app/greet.lua'))
    const source = await readFile(join(projectFolder, 'docker/images/greet/greet.lua'))
    expect(taken.equals(source)).toBe(true)
    const program = name === 'docker' ? (await debianClient()).command.join(' ') : name
    const { stdout } = await run(program, ['--version'])
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0]
    if (!version) throw new Error(`${name} has no version: ${stdout}`)
    proven.push({ name, version })
  })
})

describe('the image specification’s schemas', () => {
  it.each(IMAGES)('find nothing wrong with what the registry has of %s', async (name) => {
    const check = await imageSpec()
    const at = (path: string) => join(published, 'library', name, path)
    const indexFile = at('manifests/latest')
    const index = await json(Index, indexFile)
    const raw = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
    expect(check('image-index-schema', await raw(indexFile))).toEqual([])
    expect(index.manifests).not.toHaveLength(0)
    for (const { digest } of index.manifests) {
      const manifest = await json(Manifest, at(`manifests/${digest}`))
      expect(check('image-manifest-schema', await raw(at(`manifests/${digest}`)))).toEqual([])
      const config = await raw(at(`blobs/${manifest.config.digest}`))
      expect(check('config-schema', config)).toEqual([])
    }
  })

  it('find nothing wrong with configs that the engine writes', async () => {
    await docker('docker run --name writer base touch /new')
    await call(
      'POST',
      `/commit?container=writer&repo=made&author=me&comment=note&changes=${encodeURIComponent('EXPOSE 80\nVOLUME /data\nLABEL a=b')}`,
    )
    const layer = join(await newFolder(), 'layer.tar')
    await run('tar', ['-cf', layer, '-C', projectFolder, 'package.json'])
    const raw = await readFile(layer)
    await call('POST', '/images/create?fromSrc=-&repo=imported&changes=ENV+A%3Db', { raw })
    const folder = await newFolder()
    await run('tar', ['-C', folder, '-xf', await saved('made', 'imported')])
    const manifest = await json(
      v.array(v.object({ Config: v.string() })),
      join(folder, 'manifest.json'),
    )
    expect(manifest).toHaveLength(2)
    const check = await imageSpec()
    for (const { Config } of manifest) {
      const config: unknown = JSON.parse(await readFile(join(folder, Config), 'utf8'))
      expect(check('config-schema', config)).toEqual([])
    }
  })

  it('do find what is wrong', async () => {
    const check = await imageSpec()
    expect(check('config-schema', { os: 'linux', rootfs: { type: 'layers' } })).not.toEqual([])
    expect(check('image-manifest-schema', { schemaVersion: 1 })).not.toEqual([])
    expect(check('image-index-schema', { schemaVersion: 2 })).not.toEqual([])
  })
})

describe('archives', () => {
  it('of docker save are loaded by Podman, with the same image ID', async () => {
    await docker('docker pull greet')
    const file = await saved('greet:latest')
    const folder = await newFolder()
    const podman = podmanIn(folder)
    expect(await podman('load', '-q', '-i', file)).toContain('greet:latest')
    const id = await podman('image', 'inspect', '--format', '{{.Id}}', 'greet')
    const { json: ours } = await call('GET', '/images/greet/json')
    expect(ours).toMatchObject({ Id: `sha256:${id.trim()}` })
    // And what Podman saves is loaded here.
    const back = join(folder, 'back.tar')
    await podman('save', '-q', '-o', back, 'greet')
    expect(await load(back)).toContain('Loaded image: localhost/greet:latest')
  })

  it('of docker save are read by skopeo', async () => {
    const text = await skopeo('inspect', '--config', `docker-archive:${await saved('base')}`)
    expect(v.parse(ImageConfig, JSON.parse(text)).architecture).toBe('386')
  })

  it('of an image that umoci made are loaded and run', async () => {
    const folder = await newFolder()
    const layout = join(folder, 'layout')
    const bundle = join(folder, 'bundle')
    await skopeo('copy', ...from('base'), `oci:${layout}:base`)
    await run('umoci', ['unpack', '--image', `${layout}:base`, bundle])
    await writeFile(join(bundle, 'rootfs/umoci'), 'umoci was here\n')
    await run('rm', [join(bundle, 'rootfs/etc/profile')])
    await run('umoci', ['repack', '--image', `${layout}:mine`, bundle])
    await run('umoci', [
      'config',
      '--image',
      `${layout}:mine`,
      '--config.cmd',
      'cat',
      '--config.cmd',
      '/umoci',
    ])
    await run('umoci', ['remove', '--image', `${layout}:base`])

    // As a layout, which has no name that is an image's.
    const tar = join(folder, 'layout.tar')
    await run('tar', ['-C', layout, '-cf', tar, '.'])
    const loaded = /Loaded image ID: (sha256:[0-9a-f]{64})/.exec(await load(tar))
    const id = loaded?.[1] ?? ''
    expect(await docker(`docker run --rm ${id}`)).toBe('umoci was here')
    const names = await docker(`docker run --rm ${id} ls /etc`)
    expect(names.split('\n')).not.toContain('profile')

    // And as skopeo's archive, under a name.
    const archive = join(folder, 'archive.tar')
    await skopeo('copy', `oci:${layout}:mine`, `docker-archive:${archive}:mine:1`)
    expect(await load(archive)).toContain('Loaded image: mine:1')
    expect(await docker('docker run --rm mine:1')).toBe('umoci was here')
  })
})
