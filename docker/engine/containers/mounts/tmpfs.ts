import { EngineError } from '../../errors.ts'
import type { MountRequest } from '../schema/host-config.ts'

/** Flags of mount(8) by the bit that they decide: of one bit, the last flag counts. */
const FLAGS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['ro', 'rw'],
    ['suid', 'nosuid'],
    ['dev', 'nodev'],
    ['exec', 'noexec'],
    ['sync', 'async'],
    ['dirsync'],
    ['remount'],
    ['mand', 'nomand'],
    ['atime', 'noatime'],
    ['diratime', 'nodiratime'],
    ['bind'],
    ['rbind'],
    ['relatime', 'norelatime'],
    ['strictatime', 'nostrictatime'],
    ...[
      ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave', 'unbindable', 'runbindable'],
    ],
  ].flatMap((flags) => flags.map((flag): [string, string] => [flag, flags[0] ?? flag])),
)

const DATA = ['', 'size', 'mode', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol']

/**
 * The options of a tmpfs, the later of two that exclude each other winning (dockerd's `MergeTmpfsOptions`).
 * @param data what the request says, `size=1m,exec`.
 * @throws EngineError (500) in dockerd's words for an option that tmpfs does not have.
 */
export function tmpfsOptions(data: string): string[] {
  const options = ['noexec', 'nosuid', 'nodev', 'rprivate', ...(data === '' ? [] : data.split(','))]
  const decided = new Set<string>()
  const merged: string[] = []
  for (const option of options.toReversed()) {
    if (option === 'defaults') continue
    const [name = '', ...value] = option.split('=')
    const key = FLAGS[option] ?? name
    if (FLAGS[option] === undefined && (value.length === 0 || !DATA.includes(name))) {
      throw new EngineError(
        500,
        `Invalid tmpfs option [${[name, ...(value.length > 0 ? [value.join('=')] : [])]
          .map((part) => JSON.stringify(part))
          .join(' ')}]`,
      )
    }
    if (decided.has(key)) continue
    decided.add(key)
    merged.unshift(option)
  }
  return merged
}

const UNITS: readonly [string, number][] = [
  ['g', 2 ** 30],
  ['m', 2 ** 20],
  ['k', 2 ** 10],
]

/** What a tmpfs that `--mount` asked for says of itself, as `--tmpfs` would have it. */
export function tmpfsData({ TmpfsOptions, ReadOnly }: MountRequest): string {
  const { SizeBytes = 0, Mode = 0 } = TmpfsOptions ?? {}
  const unit = UNITS.find(([, size]) => SizeBytes % size === 0)
  return [
    ...(ReadOnly ? ['ro'] : []),
    ...(Mode === 0 ? [] : [`mode=${Mode.toString(8)}`]),
    ...(SizeBytes === 0 ? [] : [`size=${SizeBytes / (unit?.[1] ?? 1)}${unit?.[0] ?? ''}`]),
  ].join(',')
}
