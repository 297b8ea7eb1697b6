import { parse } from 'shell-quote'

/** A line of a script cannot be understood; the message says why. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError'
}

/** A command of a script, as its text, and the number of the line where it begins (from 1). */
export interface ScriptCommand {
  line: number
  text: string
}

/**
 * Divides a script into commands as a shell does: at the ends of lines, but not within quotes nor after a backslash.
 * Empty lines and lines with nothing but a comment are left out, and so is a prompt (`$ `) before a command.
 */
export function splitCommands(script: string): ScriptCommand[] {
  const commands: ScriptCommand[] = []
  let quote = ''
  let text = ''
  let line = 1
  let begin = 1
  const end = () => {
    const command = text.trim().replace(/^\$\s+/, '')
    if (command !== '' && !command.startsWith('#')) commands.push({ line: begin, text: command })
    text = ''
  }
  const source = script.replaceAll('\r\n', '\n')
  let isComment = false
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at)
    if (text.trim() === '') begin = line
    if (character === '\n') line++
    if (isComment && character !== '\n') continue
    if (character === '\\' && quote !== "'") {
      const escaped = source.charAt(++at)
      if (escaped === '\n') line++
      else text += character + escaped
    } else if (quote !== '') {
      if (character === quote) quote = ''
      text += character
    } else if (character === '\n') {
      isComment = false
      end()
    } else if (character === '#' && /(^|\s)$/.test(text)) {
      isComment = true
    } else {
      if (character === '"' || character === "'") quote = character
      text += character
    }
  }
  end()
  return commands
}

/**
 * Divides a command into words as a shell does, quotes removed.
 * @throws ShellSyntaxError naming what a shell has and this has not: pipes, redirections, variables …
 */
export function splitWords(command: string): string[] {
  refuseUnquoted(command)
  return parse(command, (name) => {
    throw new ShellSyntaxError(
      `$${name} is not expanded here: put it in single quotes for the container's shell`,
    )
  }).flatMap((entry) => {
    if (typeof entry === 'string') return [entry]
    if ('comment' in entry) return []
    if ('pattern' in entry) return [entry.pattern]
    throw new ShellSyntaxError(
      `${entry.op} is not supported here: a line is one docker command, and sh -c '…' runs a shell in the container`,
    )
  })
}

/** Quotes that do not end, and backquotes, which the parser takes for ordinary characters. */
function refuseUnquoted(command: string) {
  let quote = ''
  for (let at = 0; at < command.length; at++) {
    const character = command.charAt(at)
    if (character === '\\' && quote !== "'") at++
    else if (character === '`' && quote !== "'") {
      throw new ShellSyntaxError('` is not supported here: put it in single quotes')
    } else if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = ''
  }
  if (quote !== '') throw new ShellSyntaxError(`${quote} has no counterpart`)
}
