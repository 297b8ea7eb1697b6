import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { MachineManifest } from '../../docker/machine/manifest.ts'

/** What an artifact was built from, and where it is. */
export interface Artifact {
  /** File that is written last, when the artifact is complete. */
  proof: string
  /** Names of files and folders of the project that it is built from. */
  inputs: readonly string[]
}

const CODE = ['scripts/setup/artifacts.node.ts', 'docker/machine/build']

/** The two things that set-up builds. */
export const ARTIFACTS = {
  machine: {
    proof: 'public/machine/machine.json',
    inputs: [
      ...CODE,
      'docker/machine/agent',
      'docker/machine/guest',
      'docker/machine/emulator.ts',
      'node_modules/v86/package.json',
    ],
  },
  images: {
    proof: 'public/v2/library/greet/tags/list',
    inputs: [
      ...CODE,
      'scripts/setup/images.node.ts',
      'scripts/setup/image-sbom.node.ts',
      'docker/images',
      'docker/engine/builder',
      'docker/engine/dockerfile',
      'docker/engine/images',
      'docker/registry',
      // Layers are packed by it.
      'docker/machine/agent',
    ],
  },
} as const satisfies Record<string, Artifact>

const Built = v.object({
  machine: v.optional(v.object({ kernel: v.picklist(['stock', 'slim']), key: v.string() })),
  images: v.optional(v.object({ key: v.string() })),
})

/** Which artifacts are there, and the hash of the inputs that each was built from. */
export type Built = v.InferOutput<typeof Built>

/** Hex SHA-256 over the names and contents of an artifact's inputs. */
export function inputsKey(project: string, artifact: Artifact): string {
  const hash = createHash('sha256')
  for (const input of artifact.inputs)
    for (const file of filesUnder(project, input))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(project, file)))
        .update('\0')
  return hash.digest('hex')
}

function filesUnder(project: string, path: string): string[] {
  if (!statSync(join(project, path)).isDirectory()) return [path]
  return readdirSync(join(project, path), { withFileTypes: true })
    .flatMap((entry) => filesUnder(project, `${path}/${entry.name}`))
    .sort()
}

/** Reads which artifacts were built; an artifact whose proof is gone does not count. */
export function readBuilt(project: string, cache: string): Built {
  const file = join(cache, 'built.json')
  if (!existsSync(file)) return {}
  const parsed = v.safeParse(Built, JSON.parse(readFileSync(file, 'utf8')))
  const built = parsed.success ? parsed.output : {}
  return {
    ...(existsSync(join(project, ARTIFACTS.machine.proof)) && { machine: built.machine }),
    ...(existsSync(join(project, ARTIFACTS.images.proof)) && { images: built.images }),
  }
}

/** Notes what was built. */
export function writeBuilt(cache: string, built: Built): void {
  writeFileSync(join(cache, 'built.json'), `${JSON.stringify(built, undefined, 2)}\n`)
}

/** A kernel's name from the command line. */
export function asKernel(name: string | undefined): MachineManifest['kernel'] | undefined {
  if (name === undefined || name === 'stock' || name === 'slim') return name
  throw new Error(`--kernel is stock (Debian’s own) or slim (built from source); it is ${name}`)
}
