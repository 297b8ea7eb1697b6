import type { OutputLine } from './outputLog.ts'

const ID = /^[0-9a-f]{64}$/
const PULL_BEGINS = /^Unable to find image /
const PULL_ENDS = /^Status: /
const FAILED = /^docker: /
/** What a build says of its own work: where a step runs, what is taken away again, and which image it led to. */
const BUILD_BEGINS = /^Sending build context to /
const BUILD_WORK = /^(?:Removing intermediate container | ---> (?:Running in )?[0-9a-f]{12}$)/
/** Where the image gets a name, its ID says nothing more. */
const BUILD_ENDS = /^Successfully built /
const NAMED = /^Successfully tagged /
const BUILD_PULL_BEGINS = /^\S+: Pulling from /

/**
 * Leaves out what Docker says about its own work: what it says while it pulls an image, and of a build's steps
 * anything but what they are, empty lines, and the ids and names that it repeats, unless these are all that was printed. On paper, beside a figure, there is
 * room for what a program printed.
 *
 * @param names names of the containers that the lines are about
 */
export function brief(lines: readonly OutputLine[], names: ReadonlySet<string>): OutputLine[] {
  const printed = withoutBuilds(withoutPulls(lines))
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

function withoutBuilds(lines: readonly OutputLine[]): OutputLine[] {
  let building = false
  let pulling = false
  return lines.filter(({ stream, text }, index) => {
    if (stream === 'command') building = false
    if (stream !== 'stdout') return true
    const begins = BUILD_BEGINS.test(text)
    building ||= begins
    pulling = building && (pulling || BUILD_PULL_BEGINS.test(text))
    const isNamed = BUILD_ENDS.test(text) && NAMED.test(lines[index + 1]?.text ?? '')
    const dropped = pulling || begins || (building && (BUILD_WORK.test(text) || isNamed))
    if (PULL_ENDS.test(text)) pulling = false
    return !dropped
  })
}
