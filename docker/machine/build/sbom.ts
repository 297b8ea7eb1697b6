import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import type { Deb, DebianSource } from './apt.ts'

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
  /** Where its source code is, and that of what is linked into it. */
  sourceUrls?: string[]
}

/** Package URL of a Debian package (https://github.com/package-url/purl-spec). */
export function debianPurl(name: string, version: string, architecture: string): string {
  return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`
}

/** Page with the source of a Debian source package, in the archive that keeps every version. */
export function debianSource({ name, version }: DebianSource): string {
  return `https://snapshot.debian.org/package/${name}/${version}/`
}

/** A downloaded package as a component. */
export function debComponent(deb: Deb, description: string): Component {
  return {
    name: deb.name,
    version: deb.version,
    sha256: deb.sha256,
    purl: debianPurl(deb.name, deb.version, deb.architecture),
    description,
    sourceUrls: deb.sources.map(debianSource),
  }
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
  for (const url of component.sourceUrls ?? [])
    model.externalReferences.add(
      new Models.ExternalReference(url, Enums.ExternalReferenceType.SourceDistribution),
    )
  return model
}
