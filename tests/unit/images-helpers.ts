import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { createImage, createLayer, type Image } from '../../docker/images/build/image.ts'
import type { ContainerConfig } from '../../docker/registry/oci.ts'
import { packTar } from '../../docker/registry/tar.ts'

export const run = promisify(execFile)

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files below a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** An image with one layer, and one line of history that made none, above those of its base. */
export function sampleImage(
  name: string,
  files: Readonly<Record<string, string>>,
  config: ContainerConfig,
  base?: Image,
): Image {
  const created = '1970-01-01T00:16:40Z'
  const entries = Object.entries(files).map(([path, text]) => {
    const data = Buffer.from(text)
    return { header: { name: path, type: 'file' as const, size: data.length }, data }
  })
  const parts = {
    created,
    config,
    history: [
      ...(base?.history ?? []),
      { created, created_by: 'COPY . /' },
      { created, created_by: 'CMD ["x"]', empty_layer: true },
    ],
    layers: [...(base?.layers ?? []), createLayer(packTar(entries))],
  }
  return createImage(name, parts, base)
}

/** Starts a server on a free port, stops it after the test, and returns `host:port`. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return `127.0.0.1:${address.port}`
}

/** Whether a program is installed. */
export async function installed(program: string): Promise<boolean> {
  return run('which', [program]).then(
    () => true,
    () => false,
  )
}
