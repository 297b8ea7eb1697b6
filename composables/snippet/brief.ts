import type { OutputLine } from './outputLog.ts'

const ID = /^[0-9a-f]{64}$/
const PULL_BEGINS = /^Unable to find image /
const PULL_ENDS = /^Status: /
const FAILED = /^docker: /

/**
 * Leaves out what Docker says about its own work: what it says while it pulls an image, empty lines, and the
 * ids and names that it repeats, unless these are all that was printed. On paper, beside a figure, there is
 * room for what a program printed.
 *
 * @param names names of the containers that the lines are about
 */
export function brief(lines: readonly OutputLine[], names: ReadonlySet<string>): OutputLine[] {
  const printed = withoutPulls(lines)
  const own = printed.filter(
    ({ stream, text }) => stream !== 'stdout' || !(ID.test(text) || names.has(text)),
  )
  return own.some(({ stream }) => stream === 'stdout') ? own : printed
}

function withoutPulls(lines: readonly OutputLine[]): OutputLine[] {
  let pulling = false
  return lines.filter(({ stream, text }) => {
    if (stream === 'stdout') return text !== ''
    if (stream === 'command') pulling = false
    if (stream !== 'stderr') return true
    if (PULL_BEGINS.test(text)) pulling = true
    if (FAILED.test(text)) pulling = false
    const dropped = pulling
    if (PULL_ENDS.test(text)) pulling = false
    return !dropped
  })
}
