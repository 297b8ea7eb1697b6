import type { Container } from '../containers/container.ts'
import { EngineError } from '../errors.ts'
import type { WantedPort } from './ports.ts'

/** `80/tcp` as its two parts. */
export function splitPort(name: string): { port: number; protocol: string } {
  const [number = '', protocol = 'tcp'] = name.split('/')
  return { port: Number(number), protocol }
}

/** The ports that a container wants to have published: those of `-p`, and with `-P` every other one that it exposes. */
export function wantedPorts({ config, hostConfig }: Container): WantedPort[] {
  const { PortBindings, PublishAllPorts } = hostConfig
  return config.exposedPorts.toSorted(byNumber).flatMap((name) => {
    const asked = PortBindings?.[name] ?? []
    if (asked.length === 0) {
      return PublishAllPorts ? [{ ...splitPort(name), hostIp: '', first: 0, last: 0 }] : []
    }
    return asked.map(({ HostIp, HostPort }) => ({
      ...splitPort(name),
      hostIp: HostIp,
      ...rangeOf(HostPort),
    }))
  })
}

function rangeOf(text: string): { first: number; last: number } {
  if (text === '') return { first: 0, last: 0 }
  const [first = '', last = first] = (text.split('/', 1)[0] ?? '').split('-')
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) {
    throw new EngineError(500, `Error parsing HostPort value (${text})`)
  }
  return { first: Number(first), last: Number(last) }
}

function byNumber(a: string, b: string): number {
  return splitPort(a).port - splitPort(b).port || (a < b ? -1 : 1)
}
