import type { Command } from '../../engine/dockerfile/command.ts'
import { parseDockerfile } from '../../engine/dockerfile/parse.ts'
import { readStages, type Stage } from '../../engine/dockerfile/stages.ts'
import type { HistoryEntry } from '../../registry/oci.ts'

/** What of a Dockerfile an image consists of. */
export interface Lineage {
  /** The image that it is built from, as FROM names it. */
  base: string
  /** What its stages do with that, the earliest first. */
  commands: readonly Command[]
}

/**
 * Finds the way from a base image to what a Dockerfile makes. Stages that it only copies from are not on it.
 *
 * @throws EngineError that names the line of a mistake.
 */
export function lineageOf(dockerfile: string): Lineage {
  return lineage(readStages(parseDockerfile(dockerfile)).stages)
}

function lineage(stages: readonly Stage[]): Lineage {
  const last = stages.at(-1)
  if (!last) return { base: 'scratch', commands: [] }
  const earlier = stages.slice(0, -1)
  const at = earlier.findIndex(({ name }) => name !== '' && name === last.base.toLowerCase())
  if (at < 0) return { base: last.base, commands: last.commands }
  const { base, commands } = lineage(earlier.slice(0, at + 1))
  return { base, commands: [...commands, ...last.commands] }
}

const COMMENT = '/bin/sh -c #(nop) '

/**
 * Words an image's history by its instructions. The classic builder has a command for each that would have no effect,
 * `/bin/sh -c #(nop) COPY file:<checksum> in /app/`, which names no source; BuildKit and others write the instruction,
 * and so it is here.
 *
 * @param entries as the engine wrote them, one for each command.
 * @param created RFC 3339; when all of it is said to have been made.
 * @throws when there is not one entry for each command: instructions of `ONBUILD` are in no Dockerfile.
 */
export function instructionHistory(
  entries: readonly HistoryEntry[],
  commands: readonly Command[],
  created: string,
): HistoryEntry[] {
  if (entries.length !== commands.length) {
    throw new Error(`${commands.length} instructions made ${entries.length} lines of history`)
  }
  return entries.map(({ created_by, empty_layer }, at) => ({
    created,
    created_by: wording(commands[at], created_by ?? ''),
    ...(empty_layer && { empty_layer: true }),
  }))
}

function wording(command: Command | undefined, classic: string): string {
  switch (command?.kind) {
    case 'add':
    case 'copy': {
      const { kind, from, chown, sources, target } = command
      return [
        kind.toUpperCase(),
        ...(from === '' ? [] : [`--from=${from}`]),
        ...(chown === '' ? [] : [`--chown=${chown}`]),
        ...[...sources, target],
      ].join(' ')
    }
    case 'run':
      return `RUN ${classic}`
    default:
      return classic.replace(COMMENT, '').trim()
  }
}
