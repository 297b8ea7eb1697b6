import { createHash } from 'node:crypto'
import { IMAGES } from '../../docker/images/build/contents.ts'
import type { Image } from '../../docker/images/build/image.ts'
import type { Deb } from '../../docker/machine/build/apt.ts'
import { debComponent, sbom, type Component } from '../../docker/machine/build/sbom.ts'

/**
 * The images and the Debian packages in their layers as a CycloneDX document.
 *
 * @param packages those that the images were built from.
 */
export function imageSbom(images: readonly Image[], packages: readonly Component[]): string {
  const named = images.map(({ name, index }) => ({ name, digest: index.descriptor.digest }))
  const hash = createHash('sha256')
  for (const { name, digest } of named) hash.update(`${name}@${digest}\n`)
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
      ...named.map(({ name, digest }) => ({
        name,
        version: digest,
        sha256: digest.replace('sha256:', ''),
        purl: `pkg:oci/${name}@${encodeURIComponent(digest)}?arch=386`,
        description: 'Image; the digest is that of its index',
      })),
      ...packages,
    ],
  )
}

/** The packages of the images as components, each said to be in the image whose own layer has it. */
export function componentsOf(debs: readonly Deb[]): Component[] {
  return debs.map((deb) => debComponent(deb, `In the layer of image ${holder(deb)}`))
}

/** The image that takes files of a package; images built from it have them too. */
function holder(deb: Deb): string {
  const found = IMAGES.find(({ packages }) =>
    packages.some(({ package: name }) => name === deb.name),
  )
  if (!found) throw new Error(`no image has the package ${deb.name}`)
  return found.name
}
