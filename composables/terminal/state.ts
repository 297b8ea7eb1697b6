import { DockerUnavailable, type LoadProgress, type Remedy } from '../../docker/host/index.ts'

/** Where a terminal is in its life. */
export type TerminalState =
  | { is: 'off' }
  /** `progress` is undefined where nothing is being loaded. */
  | { is: 'opening'; progress: LoadProgress | undefined }
  | { is: 'open' }
  | { is: 'ended'; exitCode: number }
  | { is: 'failed'; message: string; remedy: Remedy }

/** What a terminal is that could not be opened, or has lost its machine. */
export function failureOf(error: unknown): TerminalState {
  if (error instanceof DockerUnavailable)
    return { is: 'failed', message: error.message, remedy: error.remedy }
  const reason = error instanceof Error ? error.message : String(error)
  return { is: 'failed', message: `The terminal could not be opened: ${reason}.`, remedy: 'retry' }
}
