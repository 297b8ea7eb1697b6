/** Ports of `--publish` and `--expose`, by the rules of docker/go-connections 0.4, which Docker 20.10 is built with. */

import { isIp } from './ip.ts'

/** Where on the host a container's port is to be reached. */
export interface PortBinding {
  HostIp: string
  HostPort: string
}

/** Ports that are exposed, and which of them are published where; names are such as `80/tcp`. */
export interface Ports {
  exposed: Record<string, Record<string, never>>
  bindings: Record<string, PortBinding[]>
}

const PROTOCOLS = ['tcp', 'udp', 'sctp']

/** Reads the values of `--publish` and `--expose`. @throws Error in Docker's words */
export function parsePorts(publish: readonly string[], expose: readonly string[]): Ports {
  const ports: Ports = { exposed: {}, bindings: {} }
  for (const spec of publish.map(standardNotation)) {
    for (const { port, binding } of parsePublished(spec)) {
      ports.exposed[port] = {}
      ports.bindings[port] = [...(ports.bindings[port] ?? []), binding]
    }
  }
  for (const port of expose.flatMap(parseExposed)) ports.exposed[port] = {}
  return ports
}

/** Turns `published=8080,target=80,protocol=tcp` into `8080:80/tcp`. */
function standardNotation(spec: string): string {
  if (!spec.includes('=')) return spec
  const given: Record<string, string> = { protocol: 'tcp' }
  for (const param of spec.split(',')) {
    const [name = '', value] = param.split('=')
    if (value === undefined) {
      throw new Error(`invalid publish opts format (should be name=value but got '${param}')`)
    }
    given[name] = value
  }
  const { published = '', target = '', protocol = '' } = given
  return `${published}:${target}/${protocol}`
}

function parsePublished(spec: string): { port: string; binding: PortBinding }[] {
  const parts = spec.split(':')
  const [containerPart = ''] = parts.slice(-1)
  const hostPort = parts.at(-2) ?? ''
  const { protocol, port: containerPort } = splitProtocol(containerPart)
  const HostIp = hostAddress(parts.slice(0, -2).join(':'))
  if (containerPort === '') throw new Error(`No port specified: ${spec}<empty>`)
  const inside = rangeOr(containerPort, `Invalid containerPort: ${containerPort}`)
  const outside = hostPort === '' ? undefined : rangeOr(hostPort, `Invalid hostPort: ${hostPort}`)
  const count = inside.end - inside.start
  if (outside && count !== outside.end - outside.start && count !== 0) {
    throw new Error(
      `Invalid ranges specified for container and host Ports: ${containerPort} and ${hostPort}`,
    )
  }
  if (!PROTOCOLS.includes(protocol.toLowerCase())) throw new Error(`Invalid proto: ${protocol}`)
  return sequence(inside).map((number, index) => {
    // One port of the container gets any of the host's range.
    const range = outside && count === 0 && outside.start !== outside.end ? `-${outside.end}` : ''
    const HostPort = outside ? `${outside.start + index}${range}` : ''
    return { port: `${number}/${protocol.toLowerCase()}`, binding: { HostIp, HostPort } }
  })
}

/** The address before the ports, without the brackets of IPv6 (Go's `net.SplitHostPort`). */
function hostAddress(text: string): string {
  const problem = addressProblem(text)
  if (problem !== undefined) {
    throw new Error(`Invalid ip address ${text}: address ${text}:: ${problem} in address`)
  }
  const address = text.startsWith('[') ? text.slice(1, -1) : text
  if (address !== '' && !isIp(address)) throw new Error(`Invalid ip address: ${address}`)
  return address
}

function addressProblem(text: string): string | undefined {
  const inBrackets = text.startsWith('[')
  const end = text.indexOf(']')
  if (inBrackets && end === -1) return "missing ']'"
  if (inBrackets && end !== text.length - 1) {
    return text.charAt(end + 1) === ':' ? 'too many colons' : 'missing port'
  }
  if (!inBrackets && text.includes(':')) return 'too many colons'
  if (text.includes('[', 1)) return "unexpected '['"
  return !inBrackets && end !== -1 ? "unexpected ']'" : undefined
}

function parseExposed(spec: string): string[] {
  if (spec.includes(':')) throw new Error(`invalid port format for --expose: ${spec}`)
  const { protocol, port } = splitProtocol(spec)
  let range: PortRange
  try {
    range = parseRange(port)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`invalid range format for --expose: ${spec}, error: ${reason}`, {
      cause: error,
    })
  }
  return sequence(range).map((number) => `${number}/${protocol}`)
}

/** A port or range and its protocol; both empty where there is no port. */
function splitProtocol(spec: string): { protocol: string; port: string } {
  const [port = '', protocol = ''] = spec.split('/')
  if (spec === '' || port === '') return { protocol: '', port: '' }
  return { protocol: protocol === '' ? 'tcp' : protocol, port }
}

interface PortRange {
  start: number
  end: number
}

function parseRange(text: string): PortRange {
  if (text === '') throw new Error('Empty string specified for ports.')
  const [first = '', last] = text.split('-')
  const start = parsePort(first)
  const end = last === undefined ? start : parsePort(last)
  if (end < start) throw new Error(`Invalid range specified for the Port: ${text}`)
  return { start, end }
}

function rangeOr(text: string, message: string): PortRange {
  try {
    return parseRange(text)
  } catch {
    throw new Error(message)
  }
}

/** The API's name of a port or of a range of ports: `80/tcp`, `80-90/tcp`. @throws Error in Docker's words */
export function parsePortName(text: string, protocol: string): string {
  const { start, end } = parseRange(text)
  return `${start === end ? start : `${start}-${end}`}/${protocol}`
}

/** A port's number. @throws Error as Go's strconv.ParseUint */
function parsePort(text: string): number {
  const problem = (what: string) =>
    new Error(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${what}`)
  if (!/^\d+$/.test(text)) throw problem('invalid syntax')
  const port = Number(text)
  if (port > 65535) throw problem('value out of range')
  return port
}

function sequence({ start, end }: PortRange): number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index)
}
