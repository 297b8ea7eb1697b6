import { invalid } from '../errors.ts'

/**
 * `80`, `80/udp` or `8000-8010/tcp` as ports, each with its protocol (go-connections' `nat`).
 * @throws EngineError (400) in its words
 */
export function portsOf(text: string): string[] {
  const [range = '', protocol = 'tcp'] = text.toLowerCase().split('/')
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === undefined || to > 65535 || to < from) {
    throw invalid(`Invalid containerPort: ${range}`)
  }
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw invalid(`Invalid proto: ${protocol}`)
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}/${protocol}`)
}
