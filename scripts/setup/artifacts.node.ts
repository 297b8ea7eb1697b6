import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { IMAGE_PACKAGES } from '../../docker/images/build/contents.ts'
import { stageContexts } from '../../docker/images/build/contexts.ts'
import { openApt } from '../../docker/machine/build/apt.ts'
import { buildMachine } from '../../docker/machine/build/index.ts'
import type { MachineManifest } from '../../docker/machine/manifest.ts'
import { componentsOf } from './image-sbom.node.ts'
import { stagedFolder, writeStaged } from './staged.node.ts'

/** What {@link buildArtifacts} makes. */
export interface ArtifactsOptions {
  /** The project's folder; its `public/` gets the machine. */
  project: string
  /** Private folder for what is downloaded and built. */
  cache: string
  /** Which machine to build; undefined leaves the one that is there. */
  machine: MachineManifest['kernel'] | undefined
  /** Whether the images' build contexts are made. */
  images: boolean
  onProgress: (part: 'machine' | 'images', doing: string) => void
  onWarning: (message: string) => void
}

/**
 * Does all that needs Debian 12 around it: builds the machine into `public/machine`, and makes the images' build contexts
 * of Debian's packages.
 */
export async function buildArtifacts(options: ArtifactsOptions): Promise<void> {
  const { project, cache, machine, onProgress } = options
  mkdirSync(cache, { recursive: true })
  onProgress(machine ? 'machine' : 'images', 'fetching package lists')
  const apt = await openApt(join(cache, 'apt'), options.onWarning)
  if (options.images) {
    onProgress('images', 'downloading packages')
    const debs = await apt.download([...new Set(IMAGE_PACKAGES)])
    onProgress('images', 'unpacking packages')
    const images = await stageContexts({
      sources: join(project, 'docker/images'),
      debs: Object.fromEntries(debs.map((deb) => [deb.name, deb.file])),
      work: stagedFolder(cache),
    })
    writeStaged(cache, { images, components: componentsOf(debs) })
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
