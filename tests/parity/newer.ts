import type { Result } from './run.node.ts'

/** A pattern in what a client printed, and the form in which both are compared. */
type Rewording = readonly [pattern: RegExp, common: string]

/** What Docker's client says otherwise on standard error since 20.10. */
const STDERR: readonly Rewording[] = [
  // The builder of the engine's API is on its way out.
  [/^DEPRECATED: The legacy builder [^]*?\n\n/gm, ''],
  // A wrong number of arguments: 20.10 ends with the command's short description, newer ones with a hint
  // (28.2 has a misprint in it where a command takes a number of arguments at most).
  [
    /^docker: '(docker [^']*)' (requires|accepts) (.*)\n\n(Usage: {2}.*\n(?:\t.*\n)*)\n(?:S?Run|See) '.*\n$/,
    '"$1" $2 $3.\nSee \'$1 --help\'.\n\n$4',
  ],
  [/^("docker [^"]*" (?:requires|accepts) .*\n.*\n\nUsage: {2}.*\n(?:\t.*\n)*)\n.*\n$/, '$1'],
  [/ requires exactly (\d+ argument)/, ' requires $1'],
  // Wrong flags.
  [
    /\n\nUsage: {2}docker .*\n\nRun '(docker .*) --help' for more information\n$/,
    "\nSee '$1 --help'.\n",
  ],
  // docker run's own errors end with a full stop in 20.10, and the hint is missing where the program did not start.
  [/^(docker: .*)\.\n(?:See 'docker \w+ --help'\.\n)?$/m, '$1\n'],
  [/^(docker: .*)\n\nRun 'docker \w+ --help' for more information\n$/m, '$1\n'],
  // 20.10 has words of its own for what the engine does not find; newer ones print the engine's.
  [
    /^Error: No such (container|image|network|volume): /gm,
    'Error response from daemon: No such $1: ',
  ],
  [
    /^(Error.*?: )(?:no such image: \S+: )?No such image: ([\w/]+?)(?::latest)?$/gm,
    '$1No such image: $2',
  ],
  [/^(Error.*: )get (\w+): no such volume$/gm, '$1No such volume: $2'],
  [/^(Error.*: )network (\w+) not found$/gm, '$1No such network: $2'],
  [
    /^Error.*: Could not find the file (\S+) in container (\w+)$/gm,
    'Error: No such container:path: $2:$1',
  ],
  // The parsing of names, options and files.
  [/repository name \(library\/\w+\) must be lowercase/, 'repository name must be lowercase'],
  [
    /conflicting options: cannot specify both --attach and --detach/,
    'Conflicting options: -a and -d',
  ],
  [
    /conflicting options: cannot specify both --restart and --rm/,
    'Conflicting options: --restart and --rm',
  ],
  [/invalid restart policy format: maximum retry/, 'maximum retry'],
  [/invalid env file \(.*\): variable/, 'poorly formatted environment: variable'],
  [/invalid suffix: 'x'/, "invalid size: '0x'"],
  [/ is not allowed$/m, ' is not whitelisted'],
  [/invalid containerPort/, 'Invalid containerPort'],
  [/^unknown type: "(\w+)": must be one of .*$/m, '"$1" is not a valid value for --type'],
  [/stat nosuch: no such file or directory/, 'directory "nosuch" does not exist'],
  [/No public port '(\d+)\/tcp'/, "No public port '$1'"],
  [/in type system\.dockerInfo/, 'in type system.info'],
  // Lines that newer ones add.
  [/^time="[^"]*" level=error msg="Can't (?:add file|close tar writer).*\n/gm, ''],
  [/^exit status 1\n/m, ''],
  // One that they have no more.
  [/^WARNING: Disabling the OOM killer on containers without setting .*\n/gm, ''],
]

/** What Docker's client prints otherwise on standard output since 20.10. */
const STDOUT: readonly Rewording[] = [
  [/^DEPRECATED: The legacy builder [^]*?\r\n\r\n/gm, ''],
  // Newer ones ask for capabilities by their full names, and send empty lists and maps for some that are not given.
  [/"CAP_SYS_TIME"/g, '"SYS_TIME"'],
  [/("BlkioDevice\w+"): \[\]/g, '$1: null'],
  [/^( {8}"(?:Labels|Options)"): null/gm, '$1: {}'],
  // What a volume of a swarm has besides.
  [/"(?:Availability|Group)":"N\/A",/g, ''],
  [/,"Status":"N\/A"/g, ''],
  // After a prune that was not wanted 20.10 says that it freed nothing.
  [/(\[y\/N\] )Total reclaimed space: 0B\n/, '$1'],
  [/unused build cache/, 'all dangling build cache'],
  [/all anonymous volumes not used/, 'all volumes not used'],
  [/^ (?:Registry: .*|Labels: ?|Version: {4}28\..*)\n/gm, ''],
]

/**
 * Commands that newer clients answer otherwise than 20.10 in more than words: flags that came or went, other checks,
 * another order of requests. They are not compared with a newer client.
 */
export const CHANGED: ReadonlySet<string> = new Set([
  'docker ps --format json',
  'docker ps -a --format "{{json .}}"',
  'docker run --rm -q base true',
  // Both of these, 20.10 leaves to the engine.
  'docker run --pull sometimes base',
  'docker run -v ///:/:/::: base true',
  // These, 20.10 drops, or refuses itself.
  'docker run --rm --ip 10.1.5.7 base true',
  'docker run --rm --network host -h box --link web base true',
  'docker run --link-local-ip 169.254.1.1 base true',
  // An image's size has three digits here, too.
  'docker system df -v',
  // Flags that its classic builder has no more.
  'docker build --secret id=x --progress plain -q app',
  'docker build --stream -q app',
])

/** A result in the form in which a newer client's is compared with ours. */
export function reworded(result: Result): Result {
  return {
    ...result,
    stdout: replaceAll(result.stdout, STDOUT),
    stderr: replaceAll(result.stderr, STDERR),
  }
}

function replaceAll(text: string, table: readonly Rewording[]): string {
  return table.reduce((all, [pattern, common]) => all.replace(pattern, common), text)
}
