import { EngineError } from '../errors.ts'
import { BY_USER, COLUMNS, FULL, PLAIN, type Column } from './columns.ts'

/** Letters that choose processes or the width of lines, which changes nothing for a container's. */
const WITHOUT_EFFECT = { dashed: 'eAadxw', bare: 'axwg' }

/**
 * Turns the options of `ps` into the columns that they ask for.
 * @param text as the API's `ps_args` has them; empty for `-ef`.
 * @throws EngineError (500, which is dockerd's status whatever ps says) for those that are not honoured.
 */
export function psColumns(text: string): readonly Column[] {
  const words = (text === '' ? '-ef' : text).split(' ')
  refuseForgedIds(text)
  let columns = PLAIN
  const own: Column[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === '') continue
    const isDashed = word.startsWith('-')
    const letters = isDashed ? word.slice(1) : word
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at] ?? ''
      const effectless = isDashed ? WITHOUT_EFFECT.dashed : WITHOUT_EFFECT.bare
      if (letter === 'o') {
        const list = letters.slice(at + 1) || words[++index]
        if (!list) throw refusal('error: improper list')
        own.push(...ownColumns(list))
        break
      }
      if (letter === 'f' && isDashed) columns = FULL
      else if (letter === 'u' && !isDashed) columns = BY_USER
      else if (!effectless.includes(letter)) {
        throw refusal(`the option ${isDashed ? '-' : ''}${letter} is not supported by this engine`)
      }
    }
  }
  const chosen = own.length > 0 ? own : columns
  if (!chosen.some(({ title }) => title === 'PID')) {
    throw new EngineError(500, "Couldn't find PID field in ps output")
  }
  return chosen
}

/** `pid,cmd=What`: a title goes to the end of the word. */
function ownColumns(list: string): Column[] {
  const equals = list.indexOf('=')
  const names = (equals < 0 ? list : list.slice(0, equals)).split(',').filter(Boolean)
  return names.map((name, index) => {
    const column = COLUMNS.get(name.toLowerCase())
    if (!column) throw refusal(`error: unknown user-defined format specifier "${name}"`)
    const isRenamed = equals >= 0 && index === names.length - 1
    return isRenamed ? { ...column, title: list.slice(equals + 1) } : column
  })
}

/** dockerd looks for a container's processes by the column PID, which must not be another's title. */
function refuseForgedIds(text: string) {
  for (const [, column = '', title = ''] of text.matchAll(/\s+([^\s]*)=\s*(PID[^\s]*)/g)) {
    if (column !== 'pid')
      throw new EngineError(500, `specifying "${column}=${title}" is not allowed`)
  }
}

const refusal = (reason: string) => new EngineError(500, `ps: ${reason}`)
