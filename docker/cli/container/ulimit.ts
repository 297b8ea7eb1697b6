import { parseInteger } from '../flags/numbers.ts'
import { splitPair } from './kv.ts'

/** A limit of a process's resources, as the API has it; -1 is none. */
export interface Ulimit {
  Name: string
  Hard: number
  Soft: number
}

const NAMES = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
]

/** Reads `nofile=1024:2048`. @throws Error in the words of go-units' ParseUlimit */
export function parseUlimit(text: string): Ulimit {
  const [Name, limits] = splitPair(text)
  if (limits === undefined) throw new Error(`invalid ulimit argument: ${text}`)
  if (!NAMES.includes(Name)) throw new Error(`invalid ulimit type: ${Name}`)
  const [soft = '', hard, ...more] = limits.split(':')
  if (more.length > 0) {
    throw new Error(
      `too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``,
    )
  }
  const hardLimit = hard === undefined ? undefined : parseInteger(hard, 64)
  const Soft = parseInteger(soft, 64)
  const Hard = hardLimit ?? Soft
  const tooHigh = 'ulimit soft limit must be less than or equal to hard limit'
  if (Hard !== -1 && Soft === -1) {
    throw new Error(`${tooHigh}: soft: -1 (unlimited), hard: ${Hard}`)
  }
  if (Hard !== -1 && Soft > Hard) throw new Error(`${tooHigh}: ${Soft} > ${Hard}`)
  return { Name, Hard, Soft }
}
