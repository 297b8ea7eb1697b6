import { readFile } from 'node:fs/promises'
import { buildImage } from './build-image.ts'
import { contextFile, type StagedImage } from './contexts.ts'
import type { Send } from './docker-build.ts'
import type { Image } from './image.ts'
import { writeRegistry } from './registry-layout.ts'

/**
 * Builds every image with an engine and writes them as a static registry.
 *
 * @param options.send carries requests to an engine that has no images and finds none elsewhere.
 * @param options.staged the images, each after the one that it is built from.
 * @param options.work folder with their build contexts.
 * @param options.out folder that becomes the registry's `v2/`.
 * @param options.onProgress told what is being made, for people.
 */
export async function buildImages(options: {
  send: Send
  staged: readonly StagedImage[]
  work: string
  out: string
  onProgress: (message: string) => void
}): Promise<Image[]> {
  const { send, staged, work, out, onProgress } = options
  const images = new Map<string, Image>()
  for (const { name, epoch } of staged) {
    onProgress(`building image ${name}`)
    const context = new Uint8Array(await readFile(contextFile(work, name)))
    images.set(name, await buildImage(send, { name, context, epoch, images }))
  }
  onProgress('writing the registry')
  await writeRegistry(out, [...images.values()])
  return [...images.values()]
}
