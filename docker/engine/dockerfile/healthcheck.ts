import type { HealthConfig } from '../../registry/oci.ts'
import { invalid } from '../errors.ts'
import { parseDuration } from '../go/until.ts'
import { readFlags } from './flags.ts'
import type { ParsedLine } from './line.ts'

const INTERVALS = {
  interval: 'Interval',
  timeout: 'Timeout',
  'start-period': 'StartPeriod',
} as const

/**
 * What `HEALTHCHECK` says: `NONE`, or options and `CMD` with a command.
 * @throws EngineError (400) in BuildKit's words
 */
export function healthcheck({ args, flags, json }: ParsedLine): HealthConfig {
  const [given, ...command] = args
  if (given === undefined) throw invalid('HEALTHCHECK requires at least one argument')
  const type = given.toUpperCase()
  if (type === 'NONE') {
    if (command.length > 0) throw invalid('HEALTHCHECK NONE takes no arguments')
    return { Test: ['NONE'] }
  }
  const values = readFlags(flags, [...Object.keys(INTERVALS), 'retries'])
  if (type !== 'CMD') throw invalid(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`)
  if (command.length === 0) throw invalid('Missing command after HEALTHCHECK CMD')
  const health: HealthConfig = {
    Test: json ? ['CMD', ...command] : ['CMD-SHELL', command.join(' ')],
  }
  for (const [name, field] of Object.entries(INTERVALS)) {
    health[field] = interval(name, values.get(name) ?? '')
  }
  health.Retries = retries(values.get('retries') ?? '')
  return health
}

/** Nanoseconds; 0 where nothing is given. */
function interval(name: string, value: string): number {
  if (value === '') return 0
  const milliseconds = parseDuration(value)
  if (milliseconds === undefined) throw invalid(`time: invalid duration ${JSON.stringify(value)}`)
  if (milliseconds < 1) {
    throw invalid(`Interval ${JSON.stringify(name)} cannot be less than 1ms`)
  }
  return Math.round(milliseconds * 1e6)
}

function retries(value: string): number {
  if (value === '') return 0
  if (!/^[+-]?\d+$/.test(value)) {
    throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  }
  if (Number(value) < 1) throw invalid(`--retries must be at least 1 (not ${Number(value)})`)
  return Number(value)
}
