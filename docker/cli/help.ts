import type { Command } from './command.ts'
import type { Flags } from './flags.ts'
import { wrap } from './format/wrap.ts'

/** What a command's help is made of. */
interface HelpInput {
  usage: string
  about: string
  /** Its name and aliases; none where it has no aliases. */
  names: readonly string[]
  example?: string | undefined
  flags: Flags
  /** The terminal's width. */
  columns: number
}

/** Columns that a name in a list of commands has at least. */
const NAME_WIDTH = 11

/** A command's help as Docker's client prints it. */
export function helpText({ usage, about, names, example, flags, columns }: HelpInput): string {
  const options = flagLines(flags, columns)
  const parts = [
    `\nUsage:  ${usage}`,
    about.trim(),
    ...(names.length > 0 ? [`Aliases:\n  ${names.join(', ')}`] : []),
    ...(example === undefined ? [] : [`Examples:\n${example}`]),
    ...(options === '' ? [] : [`Options:\n${options}`]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The flags sorted by name, in two columns. */
export function flagLines(flags: Flags, columns: number): string {
  const rows = Object.keys(flags)
    .sort()
    .flatMap((name) => {
      const flag = flags[name]
      if (!flag || flag.hidden) return []
      const short = flag.short ? `-${flag.short}, ` : '    '
      const names = `  ${short}--${name}${flag.type ? ` ${flag.type}` : ''}`
      const shown = flag.shownDefault
      return [{ names, usage: flag.usage + (shown ? ` (default ${shown})` : '') }]
    })
  const indent = Math.max(...rows.map(({ names }) => names.length)) + 3
  return rows
    .map(({ names, usage }) => names.padEnd(indent) + wrap(indent, usage, columns - 1))
    .join('\n')
}

/** The lists of a group's commands, each under its heading: groups first. */
export function commandLists(commands: readonly Command[]): string[] {
  const shown = commands.filter(({ hidden }) => !hidden).sort((a, b) => (a.name < b.name ? -1 : 1))
  const width = Math.max(NAME_WIDTH, ...commands.map(({ name }) => name.length))
  const lines = (heading: string, listed: readonly Command[]) =>
    listed.length === 0
      ? []
      : [[`${heading}:`, ...listed.map((c) => `  ${c.name.padEnd(width)} ${c.short}`)].join('\n')]
  return [
    ...lines(
      'Management Commands',
      shown.filter((command) => command.commands),
    ),
    ...lines(
      'Commands',
      shown.filter((command) => !command.commands),
    ),
  ]
}
