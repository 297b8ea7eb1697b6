import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDockerfile, type Instruction } from './dockerfile.ts'
import { createImage, type Image } from './image.ts'
import { INSTRUCTIONS, type Build } from './instructions.ts'
import { expand } from '../../engine/dockerfile/words.ts'

/** What a build needs. */
export interface BuildOptions {
  /** Short name of the image that is made. */
  name: string
  /** Folder with the Dockerfile and what it copies. */
  context: string
  /** Seconds since 1970: the image's creation time, and the newest time that a file in it has. */
  epoch: number
  /** Images that FROM may name, by their short name. */
  images: ReadonlyMap<string, Image>
}

/** What BuildKit starts an image from scratch with. */
const SCRATCH_CONFIG = {
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  WorkingDir: '/',
}

/**
 * Builds an image from a Dockerfile of one stage, without running anything. The same context, epoch
 * and base give the same digests.
 *
 * @throws {DockerfileError} that names the file and line of what cannot be built.
 */
export async function buildImage({ name, context, epoch, images }: BuildOptions): Promise<Image> {
  const file = join(context, 'Dockerfile')
  const { instructions, escape } = parseDockerfile(await readFile(file, 'utf8'), file)
  const args = new Map<string, string>()
  let build: Build | undefined
  let base: Image | undefined

  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      if (build) throw instruction.error('more than one FROM is not supported here')
      base = baseImage(instruction, args, images)
      build = startBuild({ context, epoch, escape, args: new Map() }, base)
      continue
    }
    const perform = INSTRUCTIONS[instruction.keyword]
    if (!perform) throw instruction.error(`${instruction.keyword} is not supported here`)
    if (build) {
      await perform(build, instruction)
    } else if (instruction.keyword === 'ARG') {
      const [variable = '', value = ''] = instruction.text.split(/=(.*)/s)
      args.set(variable, value)
    } else {
      throw instruction.error('no build stage in current context')
    }
  }
  if (!build) throw new Error(`${file}: no FROM in it`)
  return createImage(name, build, base)
}

function baseImage(
  instruction: Instruction,
  args: ReadonlyMap<string, string>,
  images: ReadonlyMap<string, Image>,
): Image | undefined {
  const [reference = ''] = expand(instruction.text, (name) => args.get(name)).split(/\s+/)
  if (reference === 'scratch') return undefined
  const image = images.get(reference.replace(/:latest$/, ''))
  if (!image) throw instruction.error(`FROM ${reference}: no image of that name was built before`)
  return image
}

function startBuild(
  start: Pick<Build, 'context' | 'epoch' | 'escape' | 'args'>,
  base: Image | undefined,
): Build {
  return {
    ...start,
    created: new Date(start.epoch * 1000).toISOString().replace('.000', ''),
    config: structuredClone(base?.config ?? SCRATCH_CONFIG),
    hasOwnCommand: false,
    history: [...(base?.history ?? [])],
    layers: [...(base?.layers ?? [])],
    tree: new Map(base?.tree),
  }
}
