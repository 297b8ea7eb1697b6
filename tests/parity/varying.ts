/** What of a command's output differs from run to run with one and the same client, and is no id and no time. */
export interface Varying {
  /** Its name in docs/parity.md, which gives the reason. */
  kind: Kind
  /** Where it is in the output; the whole match is compared in its common form. */
  pattern: RegExp
}

type Kind = keyof typeof COMMON

/** The form in which a match is compared; `number` tells the same numbers from others. */
const COMMON = {
  'process ids': (match, number) => `<pid ${number(match)}>`,
  'processor time': () => '<cpu>',
  'time of day': () => '<time>',
  'memory in use': () => '<memory>',
  'order of labels': sorted(','),
  'order of changes': sorted('\n'),
  'order of ports': sorted('\n'),
  'size of a context': () => ' <size>',
  prompts: () => '<prompt>',
  'repeated lines': (match) => `${match.slice(0, match.indexOf('\n'))}\n…\n`,
} satisfies Record<string, (match: string, number: (match: string) => number) => string>

function sorted(separator: string) {
  return (match: string) => match.split(separator).toSorted().join(separator)
}

/** Names of all kinds. */
export const VARYING = Object.keys(COMMON)

/** Standard output with what varies in its common form. The gaps of a table that has some in it are not compared. */
export function commonForm(text: string, varying: readonly Varying[]): string {
  const seen: string[] = []
  const number = (match: string) => {
    if (!seen.includes(match)) seen.push(match)
    return seen.indexOf(match) + 1
  }
  const common = varying.reduce(
    (rest, { kind, pattern }) => rest.replace(pattern, (match) => COMMON[kind](match, number)),
    text,
  )
  const isTable = varying.some(({ kind }) => IN_TABLES.includes(kind))
  return isTable ? common.replace(/ {2,}/g, '  ') : common
}

const IN_TABLES: readonly Kind[] = ['process ids', 'processor time', 'time of day', 'memory in use']
