import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildImages } from '../../docker/images/build/build-images.ts'
import { IMAGE_PACKAGES } from '../../docker/images/build/contents.ts'
import { openApt } from '../../docker/machine/build/apt.ts'
import { buildMachine } from '../../docker/machine/build/index.ts'
import type { MachineManifest } from '../../docker/machine/manifest.ts'
import { imageSbom } from './image-sbom.node.ts'

/** What {@link buildArtifacts} makes. */
export interface ArtifactsOptions {
  /** The project's folder; its `public/` gets what is built. */
  project: string
  /** Private folder for what is downloaded and built. */
  cache: string
  /** Which machine to build; undefined leaves the one that is there. */
  machine: MachineManifest['kernel'] | undefined
  images: boolean
  onProgress: (part: 'machine' | 'images', doing: string) => void
  onWarning: (message: string) => void
}

/** Builds the machine and the images into `public/machine` and `public/v2`. Needs Debian 12 around it. */
export async function buildArtifacts(options: ArtifactsOptions): Promise<void> {
  const { project, cache, machine, onProgress } = options
  mkdirSync(cache, { recursive: true })
  onProgress(machine ? 'machine' : 'images', 'fetching package lists')
  const apt = await openApt(join(cache, 'apt'), options.onWarning)
  if (options.images) {
    onProgress('images', 'downloading packages')
    const names = [...new Set(IMAGE_PACKAGES)]
    const debs = await apt.download(names)
    const images = await buildImages({
      sources: join(project, 'docker/images'),
      debs: Object.fromEntries(debs.map((deb) => [deb.name, deb.file])),
      work: join(cache, 'images'),
      out: join(project, 'public/v2'),
      onProgress: (doing) => onProgress('images', doing),
    })
    writeFileSync(join(project, 'public/v2/sbom.json'), imageSbom(images, debs))
  }
  if (machine)
    await buildMachine({
      apt,
      kernel: machine,
      project,
      work: join(cache, 'machine'),
      out: join(project, 'public/machine'),
      onProgress: (doing) => onProgress('machine', doing),
    })
}
