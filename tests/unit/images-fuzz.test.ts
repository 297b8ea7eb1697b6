import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { changedConfig } from '../../docker/engine/dockerfile/changes.ts'
import { EngineError } from '../../docker/engine/errors.ts'
import { globMatches } from '../../docker/engine/go/glob.ts'
import { InvalidImageConfig, parseImageConfig } from '../../docker/engine/images/image.ts'
import { createEngine } from '../../docker/engine/index.ts'
import { createRegistryClient } from '../../docker/registry/client.ts'
import { decompress } from '../../docker/registry/compression.ts'
import { DigestMismatch, InvalidLayer } from '../../docker/registry/errors.ts'
import { unpackable } from '../../docker/registry/layer.ts'
import {
  canonicalString,
  familiarString,
  InvalidReference,
  parseNamed,
  parseReference,
} from '../../docker/registry/reference.ts'
import { packTar, type TarEntry, type TarType } from '../../docker/registry/tar.ts'
import { InvalidTar, readTar } from '../../docker/registry/untar.ts'

const TYPES: TarType[] = [
  ...(['file', 'link', 'symlink', 'directory', 'fifo'] as const),
  ...(['character-device', 'block-device'] as const),
]

/** A path of a layer: long ones and other scripts too. */
const path = fc
  .array(fc.string({ minLength: 1, maxLength: 90, unit: 'grapheme' }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.map((part) => part.replace(/[/\0]/g, '_')).join('/'))
  .filter((text) => !/(^|\/)\.{1,2}($|\/)|\.wh\./.test(text))

const entry = fc
  .record({
    name: path,
    type: fc.constantFrom(...TYPES),
    mode: fc.integer({ min: 0, max: 0o7777 }),
    uid: fc.integer({ min: 0, max: 0o7777777 }),
    gid: fc.integer({ min: 0, max: 0o7777777 }),
    mtime: fc.integer({ min: 0, max: 0o77777777777 }),
    linkname: path,
    device: fc.integer({ min: 0, max: 0o7777777 }),
    data: fc.uint8Array({ maxLength: 1500 }),
    xattr: fc.uint8Array({ maxLength: 40 }),
  })
  .map(({ device, data, xattr, mtime, linkname, ...rest }): TarEntry => {
    const isLink = rest.type === 'link' || rest.type === 'symlink'
    const isDevice = rest.type === 'character-device' || rest.type === 'block-device'
    const content = rest.type === 'file' ? data : new Uint8Array()
    return {
      header: {
        ...rest,
        size: content.length,
        mtime: new Date(mtime * 1000),
        linkname: isLink ? linkname : '',
        major: isDevice ? device : 0,
        minor: isDevice ? device : 0,
        xattrs: new Map(xattr.length > 0 ? [['security.capability', xattr]] : []),
      },
      data: content,
    }
  })

/** Bytes with some of them changed, cut off or put in. */
function damaged(bytes: fc.Arbitrary<Uint8Array<ArrayBuffer>>) {
  return fc
    .tuple(
      bytes,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    )
    .map(([original, changes, cut]) => {
      const copy = original.slice(0, cut === null ? undefined : Math.floor(cut * original.length))
      for (const [at, value] of changes) {
        if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] = value
      }
      return copy
    })
}

const tar = fc.array(entry, { maxLength: 5 }).map((entries) => packTar(entries))

describe('tar', () => {
  it('is read as it was packed', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const read = [...readTar(packTar(entries))].map(({ header, data }) => ({ header, data }))
        const expected = entries.map(({ header, data }) => ({
          header: { ...header, name: header.name + (header.type === 'directory' ? '/' : '') },
          data,
        }))
        expect(read).toEqual(expected)
      }),
    )
  })

  it('that is damaged is refused with the place, or read', () => {
    fc.assert(
      fc.property(damaged(tar), (bytes) => {
        try {
          for (const { header, data } of readTar(bytes)) {
            expect(data.length).toBe(header.size)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidTar)
          expect(String(error)).toMatch(/\(at byte \d+(, behind ".*")?\)$/s)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('layers', () => {
  it('that are damaged are refused, or become a layer', async () => {
    const blob = fc.tuple(damaged(tar), fc.boolean()).map(([bytes, isCompressed]) => {
      return isCompressed ? new Uint8Array(gzipSync(bytes)) : bytes
    })
    await fc.assert(
      fc.asyncProperty(blob, async (bytes) => {
        try {
          const { tar: stream, size } = await unpackable(bytes)
          expect(size).toBeGreaterThanOrEqual(0)
          const out = new Uint8Array(await new Response(stream).arrayBuffer())
          // What goes to the machine has no name that leads out of the layer's folder.
          for (const { header } of readTar(out)) {
            expect(header.name.split('/')).not.toContain('..')
            expect(header.name.startsWith('/')).toBe(false)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidLayer)
        }
      }),
    )
  })

  it('of another digest are refused', async () => {
    await fc.assert(
      fc.asyncProperty(tar, async (bytes) => {
        const wrong = `sha256:${'0'.repeat(64)}`
        await expect(unpackable(bytes, wrong)).rejects.toBeInstanceOf(DigestMismatch)
      }),
      { numRuns: 10 },
    )
  })

  it('whose compression is damaged are refused', async () => {
    const gzip = fc.uint8Array({ maxLength: 3000 }).map((bytes) => new Uint8Array(gzipSync(bytes)))
    const zstd = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, ...bytes))
    await fc.assert(
      fc.asyncProperty(damaged(fc.oneof(gzip, zstd)), async (bytes) => {
        await decompress(bytes).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InvalidLayer)
        })
      }),
      { numRuns: 300 },
    )
  })
})

/** JSON that is like one of the specification's documents, or not. */
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record(
    {
      schemaVersion: fc.oneof(fc.constant(2), fc.jsonValue()),
      manifests: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
      config: fc.jsonValue(),
      layers: fc.array(fc.jsonValue()),
      rootfs: fc.oneof(
        fc.jsonValue(),
        fc.record({ type: fc.constant('layers'), diff_ids: fc.jsonValue() }),
      ),
      history: fc.oneof(fc.jsonValue(), fc.array(fc.record({ empty_layer: fc.jsonValue() }))),
      created: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
)
const text = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  fc.string(),
)

it('an image config is read, or refused', () => {
  fc.assert(
    fc.property(text, (source) => {
      try {
        parseImageConfig(new TextEncoder().encode(source))
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidImageConfig)
      }
    }),
  )
})

it('a manifest that is none is refused with its address', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (source) => {
      const registry = createRegistryClient({
        baseUrl: 'http://localhost/',
        fetch: async (url) =>
          url.endsWith('/manifests/latest')
            ? new Response(source)
            : new Response('', { status: 404 }),
      })
      await expect(registry.resolve(parseReference('x'))).rejects.toThrow(
        /^failed to download http:\/\/localhost\/v2\/library\/x\/manifests\/latest: |^no matching manifest|not found/,
      )
    }),
  )
})

it('a reference is read as it is written again, or refused in Docker’s words', () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9._/:@-]{0,40}$/)
  fc.assert(
    fc.property(
      fc.oneof(
        part,
        fc.string(),
        fc.string().map((end) => `a/${end}`),
      ),
      (source) => {
        try {
          const reference = parseNamed(source)
          expect(parseNamed(canonicalString(reference))).toEqual(reference)
          expect(parseNamed(familiarString(reference))).toEqual(reference)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidReference)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

it('a pattern matches, or is refused', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ab*?[]^-\\/é') }),
      fc.string(),
      (pattern, name) => {
        try {
          expect(typeof globMatches(pattern, name)).toBe('boolean')
        } catch (error) {
          expect(error).toEqual(new EngineError(500, 'syntax error in pattern'))
        }
      },
    ),
    { numRuns: 1000 },
  )
})

it('a change to a config is made, or refused as the client’s mistake', () => {
  const keyword = fc.constantFrom(
    ...['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ENV', 'EXPOSE', 'LABEL', 'ONBUILD', 'USER', 'VOLUME'],
    ...['WORKDIR', 'RUN', '#', ''],
  )
  const rest = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'ab="\'\\${}:-+[], 1/\n') }),
    json.map((value) => JSON.stringify(value)),
  )
  const change = fc.tuple(keyword, rest).map((parts) => parts.join(' '))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      try {
        changedConfig({ Env: ['A=b'] }, changes)
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError)
        expect(error).toHaveProperty('status', 400)
      }
    }),
    { numRuns: 2000 },
  )
})

it('a change that only shows at its variables’ values that it cannot be made is the client’s mistake, too', () => {
  const made = () => changedConfig({ Env: ['A='] }, ['VOLUME $A'])
  expect(made).toThrow(new EngineError(400, 'VOLUME specified can not be an empty string'))
})

describe('an archive that is sent to be loaded', () => {
  const engine = createEngine({
    machine: () => Promise.reject(new Error('the machine was started')),
    registry: createRegistryClient({ baseUrl: 'http://localhost/' }),
  })
  const send = async (path: string, body: Uint8Array<ArrayBuffer>) => {
    const response = await engine.fetch(
      new Request(`http://docker${path}`, { method: 'POST', body }),
    )
    return { status: response.status, text: await response.text() }
  }
  const file = (name: string, source: string): TarEntry => {
    const data = new TextEncoder().encode(source)
    return { header: { name, type: 'file', size: data.length }, data }
  }
  const archive = fc
    .tuple(fc.constantFrom('manifest.json', 'index.json', 'repositories'), text, text)
    .map(([name, manifest, config]) => packTar([file(name, manifest), file('config', config)]))
  const named = fc.tuple(json, text).map(([layers, config]) => {
    const manifest = [{ Config: 'config', RepoTags: ['x:1'], Layers: layers }]
    return packTar([file('manifest.json', JSON.stringify(manifest)), file('config', config)])
  })

  it('does the engine no harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(archive, named, damaged(archive)), async (bytes) => {
        const { status, text: lines } = await send('/images/load?quiet=1', bytes)
        expect(status).toBe(200)
        for (const line of lines.split('\r\n').filter(Boolean)) {
          expect(JSON.parse(line)).toEqual(
            expect.toSatisfy((value: object) => 'stream' in value || 'error' in value),
          )
        }
      }),
      { numRuns: 300 },
    )
    expect((await engine.fetch(new Request('http://docker/_ping'))).status).toBe(200)
  })

  it('or imported neither', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(tar), async (bytes) => {
        const { status, text: lines } = await send('/images/create?fromSrc=-&repo=x', bytes)
        expect(status).toBe(200)
        expect(JSON.parse(lines)).toHaveProperty('errorDetail.message')
      }),
      { numRuns: 50 },
    )
    const images = await engine.fetch(new Request('http://docker/images/json'))
    expect(await images.json()).toEqual([])
  })
})
