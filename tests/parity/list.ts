/** Commands that Docker's client and ours are given, each list on an engine that has nothing. */

import type { Varying } from './varying.ts'

/** One command of a list, or a look at the files that commands left. */
export type Step = DockerStep | ShellStep

interface CommonStep {
  /** What comes in on standard input; nothing (`/dev/null`) where not given. */
  stdin?: string
  /** Keeps what it prints, without the last line end: `%name%` in later steps stands for it, `%name:12%` for its first 12 characters. */
  as?: string
  /** What of standard output differs by nature from run to run. */
  varies?: readonly Varying[]
}

interface DockerStep extends CommonStep {
  /** The words after `docker`, quoted as for a shell. */
  docker: string
  /** Runs on a terminal of 24 × 80, where standard output and error are one. */
  tty?: boolean
  /**
   * The next steps run while this does, as soon as it has printed this text (at once for an empty one). Its end is
   * awaited before a step that says {@link DockerStep.after}, or at the list's end.
   */
  background?: string
  /** Signal that it gets as soon as it has printed `background`; or at once where that is not given. */
  signal?: NodeJS.Signals
  /** Text that it has to print before it gets its standard input: keys that come earlier, the terminal itself shows. */
  stdinAfter?: string
  /** Awaits all that is in the background first. */
  after?: 'background'
}

interface ShellStep extends CommonStep {
  /** A command for `sh` in the folder where the commands run; `docker` is the client there. */
  shell: string
  after?: 'background'
}

/** A theme's commands. */
export interface CommandList {
  name: string
  /** A newer client is not given the list: all that it is about has been rewritten since 20.10. */
  newer?: false
  /** It looks at what happened before its first step, and has a machine that nothing has happened on. */
  newMachine?: true
  /** Files in the folder where the commands run. */
  files?: Readonly<Record<string, string>>
  /** A step that is only a text is the words after `docker`. */
  steps: readonly (string | Step)[]
}

/** A step in full. */
export function stepOf(step: string | Step): Step {
  return typeof step === 'string' ? { docker: step } : step
}

/** The step as people type it. */
export function shownStep(step: string | Step): string {
  const full = stepOf(step)
  return 'docker' in full ? `docker ${full.docker}` : `sh -c '${full.shell}'`
}
