import { parse } from 'shell-quote'

/** Divides a command of a test into its words as a shell does. @throws Error where it has more of a shell than quotes */
export function splitWords(command: string): string[] {
  return parse(command, (name) => {
    throw new Error(`$${name} in ${command}`)
  }).flatMap((entry) => {
    if (typeof entry === 'string') return [entry]
    if ('comment' in entry) return []
    if ('pattern' in entry) return [entry.pattern]
    throw new Error(`${entry.op} in ${command}`)
  })
}
