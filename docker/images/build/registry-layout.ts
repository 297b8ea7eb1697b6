import { existsSync } from 'node:fs'
import { copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Blob, Image } from './image.ts'

/**
 * Writes images as the files of a read-only registry: the paths are those of the OCI distribution
 * specification below `/v2/`, so that any static host is one.
 *
 * Digests are in the file names with their colon, because standard clients ask for nothing else. What
 * refuses colons are Windows' file systems; the site is built on Linux, and the hosts it goes to, and
 * the tar that uploads to them, take colons. `/v2/` itself, which clients probe, is an `index.html`
 * for static hosts' sake. A blob of several repositories is one file with hard links where it can be.
 *
 * @param out folder that becomes `v2/`; what was there is replaced at the end, all at once.
 */
export async function writeRegistry(out: string, images: readonly Image[]): Promise<void> {
  const fresh = `${out}.new`
  await rm(fresh, { recursive: true, force: true })
  const written = new Map<string, string>()

  const write = async (path: string, bytes: Uint8Array | string) => {
    const file = join(fresh, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
  const place = async (path: string, { descriptor: { digest }, bytes }: Blob) => {
    const file = join(fresh, path)
    const same = written.get(digest)
    if (existsSync(file)) return
    if (same === undefined) {
      await write(path, bytes)
      written.set(digest, file)
    } else {
      await mkdir(dirname(file), { recursive: true })
      await link(same, file).catch(() => copyFile(same, file))
    }
  }

  for (const { name, index, manifest, configBlob, layers } of images) {
    const repository = `library/${name}`
    for (const blob of [configBlob, ...layers])
      await place(`${repository}/blobs/${blob.descriptor.digest}`, blob)
    for (const document of [manifest, index])
      await place(`${repository}/manifests/${document.descriptor.digest}`, document)
    await place(`${repository}/manifests/latest`, index)
    await write(`${repository}/tags/list`, JSON.stringify({ name: repository, tags: ['latest'] }))
  }
  const repositories = images.map(({ name }) => `library/${name}`).sort()
  await write('_catalog', JSON.stringify({ repositories }))
  await write('index.html', '{}\n')

  await rm(out, { recursive: true, force: true })
  await mkdir(dirname(out), { recursive: true })
  await rename(fresh, out)
}
