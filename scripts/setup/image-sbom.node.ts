import { createHash } from 'node:crypto'
import type { BuiltImage } from '../../docker/images/build/build-images.ts'
import type { Deb } from '../../docker/machine/build/apt.ts'
import { debComponent, sbom } from '../../docker/machine/build/sbom.ts'

/**
 * The images and the Debian packages in their layers as a CycloneDX document.
 *
 * @param debs the packages that the images were built from.
 */
export function imageSbom(images: readonly BuiltImage[], debs: readonly Deb[]): string {
  const hash = createHash('sha256')
  for (const { name, digest } of images) hash.update(`${name}@${digest}\n`)
  const version = hash.digest('hex').slice(0, 12)
  return sbom(
    {
      name: 'images',
      version,
      sha256: undefined,
      purl: `pkg:generic/images@${version}`,
      description: 'The images of the registry beside this file',
    },
    [
      ...images.map(({ name, digest }) => ({
        name,
        version: digest,
        sha256: digest.replace('sha256:', ''),
        purl: `pkg:oci/${name}@${encodeURIComponent(digest)}?arch=386`,
        description: 'Image; the digest is that of its index',
      })),
      ...debs.map((deb) => debComponent(deb, `In the layer of image ${holder(images, deb)}`)),
    ],
  )
}

/** The image whose own layers have files of a package; images built from it have them too. */
function holder(images: readonly BuiltImage[], deb: Deb): string {
  const found = images.find(({ packages }) => packages.some(({ name }) => name === deb.name))
  if (!found) throw new Error(`no image has the package ${deb.name}`)
  return found.name
}
