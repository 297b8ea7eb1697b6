/** A port as the API lists it. */
export interface ListedPort {
  IP?: string | undefined
  PrivatePort: number
  PublicPort?: number | undefined
  Type: string
}

interface Group {
  first: number
  last: number
}

/** A container's ports for people: `0.0.0.0:8080->80/tcp, 9000-9002/tcp`. */
export function listPorts(ports: readonly ListedPort[]): string {
  const groups = new Map<string, Group>()
  const closed: string[] = []
  const mapped: string[] = []
  for (const { IP = '', PrivatePort, PublicPort = 0, Type } of [...ports].sort(compare)) {
    if (IP !== '' && PublicPort !== PrivatePort) {
      mapped.push(`${IP}:${PublicPort}->${PrivatePort}/${Type}`)
      continue
    }
    const key = IP === '' ? Type : `${IP}/${Type}`
    const group = groups.get(key)
    if (group && PrivatePort === group.last + 1) group.last = PrivatePort
    else {
      if (group) closed.push(shown(key, group))
      // A map keeps the place of a key that it had before.
      groups.set(key, { first: PrivatePort, last: PrivatePort })
    }
  }
  const open = [...groups].map(([key, group]) => shown(key, group))
  return [...closed, ...open, ...mapped].join(', ')
}

function shown(key: string, { first, last }: Group): string {
  const range = first === last ? String(first) : `${first}-${last}`
  const [address = '', type] = key.split('/')
  return type === undefined ? `${range}/${address}` : `${address}:${range}->${range}/${type}`
}

function compare(a: ListedPort, b: ListedPort): number {
  return (
    a.PrivatePort - b.PrivatePort ||
    order(a.IP ?? '', b.IP ?? '') ||
    (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
    order(a.Type, b.Type)
  )
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
