import type { Flags } from './flags.ts'
import { wrap } from './format/wrap.ts'

/** What a command's help is made of. */
export interface HelpInput {
  usage: string
  short: string
  flags: Flags
}

/** A command's help as Docker's client prints it. */
export function helpText({ usage, short, flags }: HelpInput): string {
  const options = flagLines(flags)
  const parts = [`Usage:  ${usage}`, short, ...(options === '' ? [] : [`Options:\n${options}`])]
  return `${parts.join('\n\n')}\n`
}

/** The flags sorted by name, in two columns. */
export function flagLines(flags: Flags): string {
  const rows = Object.keys(flags)
    .sort()
    .map((name) => {
      const flag = flags[name]
      const short = flag?.short ? `-${flag.short}, ` : '    '
      const names = `  ${short}--${name}${flag?.type ? ` ${flag.type}` : ''}`
      const shown = flag?.shownDefault
      return { names, usage: (flag?.usage ?? '') + (shown ? ` (default ${shown})` : '') }
    })
  const indent = Math.max(...rows.map(({ names }) => names.length)) + 3
  return rows.map(({ names, usage }) => names.padEnd(indent) + wrap(indent, usage)).join('\n')
}
