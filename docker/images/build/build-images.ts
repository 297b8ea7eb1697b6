import { buildImage } from './builder.ts'
import type { Image } from './image.ts'
import { writeRegistry } from './registry-layout.ts'
import { stageContexts } from './stage.ts'

/** A package in an image. */
export interface PackageVersion {
  name: string
  version: string
  /** Source package that it was built from. */
  source: string
  sourceVersion: string
}

/** What became of one image. Sizes are in bytes. */
export interface BuiltImage {
  name: string
  /** Digest of the index: what the tag `latest` names. */
  digest: string
  manifestDigest: string
  /** The image ID. */
  configDigest: string
  /** Bottom layer first; `size` is that of the compressed blob. */
  layers: { digest: string; diffId: string; size: number }[]
  /** Packages in the layers that this image adds to the image that it is built from. */
  packages: PackageVersion[]
}

/**
 * Builds every image and writes them as a static registry.
 *
 * @param options.debs path of the i386 `.deb` for each name in `IMAGE_PACKAGES`.
 * @param options.sources folder with a folder for each image: its Dockerfile and context.
 * @param options.work folder for the build contexts.
 * @param options.out folder that becomes the registry's `v2/`.
 * @param options.onProgress told what is being made, for people.
 */
export async function buildImages(options: {
  sources: string
  debs: Readonly<Record<string, string>>
  work: string
  out: string
  onProgress?: (message: string) => void
}): Promise<BuiltImage[]> {
  const { onProgress = () => undefined, out } = options
  onProgress('unpacking packages')
  const staged = await stageContexts(options)
  const images = new Map<string, Image>()
  const built: BuiltImage[] = []
  for (const { name, context, epoch, packages } of staged) {
    onProgress(`building image ${name}`)
    const image = await buildImage({ name, context, epoch, images })
    images.set(name, image)
    built.push({
      name,
      digest: image.index.descriptor.digest,
      manifestDigest: image.manifest.descriptor.digest,
      configDigest: image.configBlob.descriptor.digest,
      layers: image.layers.map(({ diffId, descriptor }) => ({
        diffId,
        digest: descriptor.digest,
        size: descriptor.size,
      })),
      packages: packages.map((found) => ({
        name: found.name,
        version: found.version,
        source: found.source,
        sourceVersion: found.sourceVersion,
      })),
    })
  }
  onProgress('writing the registry')
  await writeRegistry(out, [...images.values()])
  return built
}
