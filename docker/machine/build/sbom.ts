import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'

/** A piece of software in the machine or in an image. */
export interface Component {
  name: string
  version: string
  /** Hex SHA-256 of the file it came as; undefined for what was built here. */
  sha256: string | undefined
  /** Package URL, e.g. `pkg:deb/debian/crun@1.8.1-1?arch=i386`. */
  purl: string
  /** What it is there for. */
  description: string
  /** Where its source code is. */
  sourceUrl?: string
}

/** Package URL of a Debian package (https://github.com/package-url/purl-spec). */
export function debianPurl(name: string, version: string, architecture: string): string {
  return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`
}

/** Page with the source of a Debian source package, in the archive that keeps every version. */
export function debianSource(source: string, version: string): string {
  return `https://snapshot.debian.org/package/${source}/${version}/`
}

/** The software of the machine as a CycloneDX 1.6 document. */
export function sbom(subject: Component, components: readonly Component[]): string {
  const bom = new Models.Bom()
  bom.metadata.component = toModel(subject)
  for (const component of components) bom.components.add(toModel(component))
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  )
  return serializer.serialize(bom, { sortLists: true, space: 2 })
}

function toModel(component: Component): Models.Component {
  const model = new Models.Component(Enums.ComponentType.Application, component.name, {
    version: component.version,
    description: component.description,
    bomRef: component.purl,
    purl: component.purl,
  })
  if (component.sha256) model.hashes.set(Enums.HashAlgorithm['SHA-256'], component.sha256)
  if (component.sourceUrl)
    model.externalReferences.add(
      new Models.ExternalReference(
        component.sourceUrl,
        Enums.ExternalReferenceType.SourceDistribution,
      ),
    )
  return model
}
