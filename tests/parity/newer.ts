import type { Result } from './run.node.ts'

/** What Docker's client says otherwise since 20.10: a pattern in standard error, and the form in which both are compared. */
const REWORDED: readonly (readonly [pattern: RegExp, common: string])[] = [
  // A wrong number of arguments: 20.10 ends with the command's short description, newer ones with a hint.
  [
    /^docker: '(docker [^']*)' (requires|accepts) (.*)\n\n(Usage: {2}.*\n)\n(?:Run|See) '.*\n$/,
    '"$1" $2 $3.\nSee \'$1 --help\'.\n\n$4',
  ],
  [/^("docker [^"]*" (?:requires|accepts) .*\n.*\n\nUsage: {2}.*\n)\n.*\n$/, '$1'],
  [/ requires exactly (\d+ argument)/, ' requires $1'],
  // Wrong flags.
  [
    /\n\nUsage: {2}docker .*\n\nRun '(docker .*) --help' for more information\n$/,
    "\nSee '$1 --help'.\n",
  ],
  // docker run's own errors end with a full stop in 20.10, and the hint is missing where the program did not start.
  [/^(docker: .*)\.\n(?:See 'docker \w+ --help'\.\n)?$/m, '$1\n'],
  [/^(docker: .*)\n\nRun 'docker \w+ --help' for more information\n$/m, '$1\n'],
  // 20.10 has words of its own for what the engine does not find.
  [
    /^Error: No such (container|image|network|volume): /gm,
    'Error response from daemon: No such $1: ',
  ],
]

/**
 * Commands that newer clients answer otherwise than 20.10 in more than words: flags that came or went, other checks,
 * another order of requests. They are not compared with a newer client.
 */
export const CHANGED: ReadonlySet<string> = new Set([
  'docker ps --format json',
  'docker ps -a --format "{{json .}}"',
])

/** A result in the form in which a newer client's is compared with ours. */
export function reworded(result: Result): Result {
  const stderr = REWORDED.reduce(
    (text, [pattern, common]) => text.replace(pattern, common),
    result.stderr,
  )
  return { ...result, stderr }
}
