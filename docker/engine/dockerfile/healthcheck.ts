import type { HealthConfig } from '../../registry/oci.ts'
import { invalid } from '../errors.ts'
import { parseDuration } from '../go/until.ts'
import { jsonForm } from './json-form.ts'

const FLAGS: ReadonlyMap<string, 'Interval' | 'Timeout' | 'StartPeriod'> = new Map([
  ['interval', 'Interval'],
  ['timeout', 'Timeout'],
  ['start-period', 'StartPeriod'],
])

/**
 * What follows `HEALTHCHECK`: `NONE`, or options and `CMD` with a command.
 * @throws EngineError (400) in Docker's words
 */
export function healthcheck(text: string): HealthConfig {
  const health: HealthConfig = {}
  let rest = text
  for (;;) {
    const [whole, name = '', value = ''] = /^--([a-z-]+)(?:=(\S*))?\s*/.exec(rest) ?? []
    if (whole === undefined) break
    rest = rest.slice(whole.length)
    const option = FLAGS.get(name)
    if (option) health[option] = interval(name, value)
    else if (name === 'retries') health.Retries = retries(value)
    else throw invalid(`Unknown flag: ${name}`)
  }
  const [, type = '', command = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? []
  if (type === '') throw invalid('HEALTHCHECK requires at least one argument')
  if (type.toUpperCase() === 'NONE') {
    if (command !== '') throw invalid('HEALTHCHECK NONE takes no arguments')
    return { ...health, Test: ['NONE'] }
  }
  if (type.toUpperCase() !== 'CMD') {
    throw invalid(`Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`)
  }
  if (command === '') throw invalid('Missing command after HEALTHCHECK CMD')
  const words = jsonForm(command)
  return { ...health, Test: words ? ['CMD', ...words] : ['CMD-SHELL', command] }
}

/** Nanoseconds. */
function interval(name: string, value: string): number {
  const milliseconds = parseDuration(value)
  if (milliseconds === undefined) throw invalid(`time: invalid duration ${JSON.stringify(value)}`)
  if (milliseconds < 1) {
    throw invalid(`Interval ${JSON.stringify(name)} cannot be less than 1ms`)
  }
  return Math.round(milliseconds * 1e6)
}

function retries(value: string): number {
  if (!/^[+-]?\d+$/.test(value)) {
    throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  }
  if (Number(value) < 1) throw invalid(`--retries must be at least 1 (not ${Number(value)})`)
  return Number(value)
}
