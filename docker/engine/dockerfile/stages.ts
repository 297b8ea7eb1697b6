import { EngineError, invalid } from '../errors.ts'
import { readCommand, type Command, type From } from './command.ts'
import type { Dockerfile } from './parse.ts'

/** One stage of a build: where it begins, and what follows. */
export interface Stage extends From {
  commands: Command[]
}

/** An ARG before the first FROM. */
export type MetaArg = Extract<Command, { kind: 'arg' }>

/**
 * Puts a Dockerfile's instructions together to stages (BuildKit's `instructions.Parse`).
 * @throws EngineError (400) that names the line
 */
export function readStages({ instructions }: Dockerfile): { stages: Stage[]; metaArgs: MetaArg[] } {
  const stages: Stage[] = []
  const metaArgs: MetaArg[] = []
  for (const instruction of instructions) {
    const command = located(instruction.line, () => readCommand(instruction))
    const stage = stages.at(-1)
    if (command.kind === 'from') stages.push({ ...command, commands: [] })
    else if (stage) stage.commands.push(command)
    else if (command.kind === 'arg') metaArgs.push(command)
    else throw invalid('no build stage in current context')
  }
  return { stages, metaArgs }
}

function located<T>(line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw invalid(`dockerfile parse error line ${line}: ${error.message}`)
  }
}
