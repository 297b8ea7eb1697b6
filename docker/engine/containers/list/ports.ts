import { EngineError } from '../../errors.ts'

/**
 * Reads the ports of a `publish` or `expose` filter: `80`, `80/udp`, `8000-8010/tcp`.
 * @throws EngineError (500, which is what dockerd answers) in dockerd's words.
 */
export function filterPorts(name: string, values: readonly string[]): Set<string> {
  return new Set(values.flatMap((value) => portsOf(name, value)))
}

function portsOf(name: string, value: string): string[] {
  if (value.includes(':')) {
    throw new EngineError(500, `filter for '${name}' should not contain ':': ${value}`)
  }
  const [text = '', protocol = 'tcp'] = value.split('/', 2)
  const problem = (reason: string) =>
    new EngineError(500, `error while looking up for ${name} ${value}: ${reason}`)
  if (text === '') throw problem('empty string specified for ports')
  const [start = '', end = start] = text.split('-', 2)
  const [from, to] = [start, end].map((port) => number(port, problem))
  if (from === undefined || to === undefined || to < from) {
    throw problem(`Invalid range specified for the Port: ${text}`)
  }
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}/${protocol}`)
}

function number(text: string, problem: (reason: string) => Error): number {
  const quoted = JSON.stringify(text)
  if (!/^\d+$/.test(text)) throw problem(`strconv.ParseUint: parsing ${quoted}: invalid syntax`)
  if (Number(text) > 65535) {
    throw problem(`strconv.ParseUint: parsing ${quoted}: value out of range`)
  }
  return Number(text)
}
