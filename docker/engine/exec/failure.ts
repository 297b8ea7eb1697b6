import type { Outcome } from '../../machine/machine.ts'
import { explainRuntime } from '../containers/start-failure.ts'
import { EngineError, invalid } from '../errors.ts'
import type { Exec } from './exec.ts'

/** Why an exec did not begin, and the exit code that dockerd gives it for that. */
export interface ExecFailure {
  error: EngineError
  exitCode: 126 | 127
}

/** Explains an exec that never began, in the words that dockerd has for it. */
export function execFailure(outcome: Outcome, { config }: Exec): ExecFailure {
  const { words, exitCode } = explainRuntime(outcome, config.cmd[0] ?? '')
  const message = `OCI runtime exec failed: exec failed: ${words}: unknown`
  if (exitCode === 128) return { error: new EngineError(500, message), exitCode: 126 }
  return { error: invalid(message), exitCode }
}
