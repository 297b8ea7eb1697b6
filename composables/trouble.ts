import type { OutputView } from './snippet/outputLog.ts'
import type { RunStatus } from './useScriptRun.ts'

/** What docker adds to an error, and says nothing of it. */
const HELP = /^See '/
/** How docker's own errors begin, those of a container's program apart. */
const ERROR = /^(?:docker: |Error\b)/

/**
 * Why a run did not do what was asked, in Docker's own words where it has any, for a figure with room for a
 * sentence or two. Undefined where nothing went wrong, or nothing has yet.
 *
 * @param status of the run
 * @param output of the run
 */
export function troubleOf(status: RunStatus, output: OutputView): string | undefined {
  if (status.status === 'unavailable') return shortDigests(status.message)
  if (status.status !== 'exited' || status.exitCode === 0 || status.stopped) return undefined
  const errors = output.lines.filter(
    ({ stream, text }) => stream === 'stderr' && text !== '' && !HELP.test(text),
  )
  // Of several commands the first that failed is the reason why the others did.
  const said = errors.find(({ text }) => ERROR.test(text)) ?? errors.at(-1)
  return shortDigests(said?.text ?? `docker ended with exit code ${status.exitCode}.`)
}

/** A text with its digests and ids as Docker shortens them: their first twelve digits. */
export function shortDigests(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…')
}
