import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../docker/engine/index.ts'
import { createRegistryClient } from '../../docker/registry/client.ts'

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** A registry's files with one image of one empty layer. */
function registryFiles() {
  const tar = Buffer.alloc(1024)
  const layer = gzipSync(tar)
  const config = json({
    architecture: '386',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
  })
  const descriptor = (mediaType: string, bytes: Uint8Array) => ({
    mediaType,
    digest: sha256(bytes),
    size: bytes.length,
  })
  const manifest = json({
    schemaVersion: 2,
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  })
  const files = new Map<string, Uint8Array>([
    ['/v2/library/tiny/manifests/latest', manifest],
    [`/v2/library/tiny/blobs/${sha256(config)}`, config],
    [`/v2/library/tiny/blobs/${sha256(layer)}`, layer],
    ['/v2/library/tiny/tags/list', json({ name: 'library/tiny', tags: ['latest'] })],
  ])
  return { files, layer: sha256(layer) }
}

/** An engine that has a registry but no machine. */
function engineOn(files: ReadonlyMap<string, Uint8Array>) {
  const engine = createEngine({
    machine: () => Promise.reject(new Error('the machine was started')),
    registry: createRegistryClient({
      baseUrl: 'http://localhost/',
      fetch: async (url) => {
        const file = files.get(decodeURIComponent(new URL(url).pathname))
        return file ? new Response(Buffer.from(file)) : new Response('', { status: 404 })
      },
    }),
  })
  return async (method: string, path: string, body?: unknown) => {
    const request = new Request(`http://docker${path}`, {
      method,
      ...(body === undefined
        ? {}
        : {
            body: JSON.stringify(body),
            headers: { 'Content-Type': 'application/json' },
          }),
    })
    const response = await engine.fetch(request)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

describe('the engine without a machine', () => {
  const call = engineOn(new Map())

  it('answers a ping with its API version', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await call(method, '/_ping')
      expect(status).toBe(200)
      expect(headers.get('Api-Version')).toBe('1.41')
      expect(headers.get('Ostype')).toBe('linux')
    }
  })

  it('lists nothing, with and without a version in the path', async () => {
    for (const path of ['/images/json', '/v1.41/images/json', '/v1.24/containers/json?all=1']) {
      const { status, text } = await call('GET', path)
      expect([status, JSON.parse(text)]).toEqual([200, []])
    }
  })

  it.each([
    ['GET', '/nothing', undefined, 404, 'page not found'],
    [
      'GET',
      '/v1.50/images/json',
      undefined,
      400,
      'client version 1.50 is too new. Maximum supported API version is 1.41',
    ],
    [
      'GET',
      '/v1.11/images/json',
      undefined,
      400,
      'client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version',
    ],
    [
      'GET',
      '/images/library/x/json',
      undefined,
      404,
      'no such image: library/x: No such image: x:latest',
    ],
    [
      'GET',
      '/images/deadbeef/json',
      undefined,
      404,
      'no such image: deadbeef: No such image: deadbeef:latest',
    ],
    ['GET', '/containers/x/json', undefined, 404, 'No such container: x'],
    ['DELETE', '/containers/x', undefined, 404, 'No such container: x'],
    ['POST', '/containers/create', { Image: 'x' }, 404, 'No such image: x:latest'],
    [
      'POST',
      '/containers/create',
      'x',
      500,
      'json: cannot unmarshal string into Go value of type runconfig.ContainerConfigWrapper',
    ],
    [
      'POST',
      '/containers/create',
      {},
      400,
      'Config cannot be empty in order to create a container',
    ],
    [
      'POST',
      '/containers/create',
      { Image: 'x', HostConfig: { Memory: '1' } },
      500,
      'json: cannot unmarshal string into Go struct field HostConfig.HostConfig.Memory of type int64',
    ],
    ['GET', '/containers/json?filters={"no":["x"]}', undefined, 400, "Invalid filter 'no'"],
    [
      'POST',
      '/images/create?fromImage=nosuch&tag=latest',
      undefined,
      404,
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ],
  ])('%s %s is refused as dockerd does', async (method, path, body, status, message) => {
    const answer = await call(method, path, body)
    expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({
      status,
      body: { message },
    })
  })
})

describe('a pull', () => {
  it('says what is wrong with a layer that was changed, and keeps nothing of the image', async () => {
    const { files, layer } = registryFiles()
    const path = `/v2/library/tiny/blobs/${layer}`
    const changed = Buffer.from(files.get(path) ?? [])
    changed.writeUInt8(changed.readUInt8(12) ^ 1, 12)
    files.set(path, changed)
    const call = engineOn(files)
    const { status, text } = await call('POST', '/images/create?fromImage=tiny&tag=latest')
    expect(status).toBe(200)
    const lines = text.trim().split('\n')
    expect(lines.length).toBeGreaterThan(2)
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      errorDetail: { message: `filesystem layer verification failed for digest ${layer}` },
      error: `filesystem layer verification failed for digest ${layer}`,
    })
    expect(JSON.parse((await call('GET', '/images/json')).text)).toEqual([])
  })

  it('names the layer that is missing', async () => {
    const { files, layer } = registryFiles()
    files.delete(`/v2/library/tiny/blobs/${layer}`)
    const { text } = await engineOn(files)('POST', '/images/create?fromImage=tiny&tag=latest')
    expect(text.trim().split('\n').at(-1)).toContain(layer)
  })

  it('starts the machine only to unpack', async () => {
    const { files } = registryFiles()
    const { text } = await engineOn(files)('POST', '/images/create?fromImage=tiny&tag=latest')
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).status ?? JSON.parse(line).error)
    expect(lines.at(0)).toBe('Pulling from library/tiny')
    expect(lines).toContain('Download complete')
    expect(lines.at(-1)).toBe('the machine was started')
  })
})
