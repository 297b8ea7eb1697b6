import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { EngineError } from '../../docker/engine/errors.ts'
import { addressing } from '../../docker/engine/networks/create.ts'
import { formatMac, parseMac } from '../../docker/engine/networks/endpoint.ts'
import {
  contains,
  formatIPv4,
  formatSubnet,
  overlaps,
  parseIPv4,
  parseSubnet,
} from '../../docker/engine/networks/ipv4.ts'
import type { IpamConfig } from '../../docker/engine/networks/network.ts'
import { AddressPool } from '../../docker/engine/networks/pool.ts'
import { PortTable } from '../../docker/engine/networks/ports.ts'

const thrown = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof EngineError) return error.message
    throw error
  }
  throw new Error('nothing was thrown')
}

const subnet = (text: string) => {
  const found = parseSubnet(text)
  if (!found) throw new Error(`${text} is no subnet`)
  return found
}

const address = fc.integer({ min: 0, max: 0xffffffff })

describe('addresses', () => {
  test('are read as they are written', () => {
    fc.assert(fc.property(address, (number) => parseIPv4(formatIPv4(number)) === number))
    expect(parseIPv4('172.17.0.1')).toBe(0xac110001)
  })

  test.each(['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', 'a.b.c.d', '1.2.3.4/8'])(
    '%s is none',
    (text) => expect(parseIPv4(text)).toBeUndefined(),
  )

  test('of a subnet are those that begin with its bits', () => {
    fc.assert(
      fc.property(address, address, fc.integer({ min: 1, max: 32 }), (one, other, prefix) => {
        const bits = (number: number) => number.toString(2).padStart(32, '0').slice(0, prefix)
        const found = subnet(`${formatIPv4(one)}/${prefix}`)
        expect(contains(found, other)).toBe(bits(one) === bits(other))
      }),
    )
    expect(formatSubnet(subnet('10.1.2.3/8'))).toBe('10.0.0.0/8')
    expect(parseSubnet('10.0.0.0/33')).toBeUndefined()
    expect(overlaps(subnet('10.0.0.0/8'), subnet('10.9.0.0/16'))).toBe(true)
    expect(overlaps(subnet('10.8.0.0/16'), subnet('10.9.0.0/16'))).toBe(false)
  })

  test('of cards are read with colons or hyphens', () => {
    expect(formatMac(parseMac('02:42:AC:11:00:02'))).toBe('02:42:ac:11:00:02')
    expect(formatMac(parseMac('02-42-ac-11-00-02'))).toBe('02:42:ac:11:00:02')
    expect(parseMac('02:42-ac:11:00:02')).toBeUndefined()
  })
})

describe('a pool of addresses', () => {
  it('gives out the lowest that is free, and never the first and the last', () => {
    const pool = new AddressPool(subnet('10.0.0.0/29'))
    const taken = Array.from({ length: 7 }, () => pool.take())
    expect(taken.map((found) => found && formatIPv4(found))).toEqual([
      ...['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'],
      undefined,
    ])
    pool.release(0x0a000003)
    expect(pool.take()).toBe(0x0a000003)
    expect(thrown(() => pool.claim(0x0a000003))).toBe('Address already in use')
    expect(thrown(() => pool.claim(0x0b000003))).toBe('Requested address is out of range')
  })

  it('gives out what is in its range', () => {
    const pool = new AddressPool(subnet('10.0.0.0/16'), subnet('10.0.7.0/31'))
    expect([pool.take(), pool.take(), pool.take()]).toEqual([0x0a000700, 0x0a000701, undefined])
    expect(pool.claim(0x0a000001)).toBe(0x0a000001)
  })
})

// Texts of libnetwork (20.10): ipam/allocator.go, network.go, drivers/bridge.
describe('a network’s subnet', () => {
  const found = (asked: IpamConfig[]) => addressing(asked, 'mine', []).config

  it('is the first of Docker’s that is free, with its first address for a gateway', () => {
    expect(found([])).toEqual([{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }])
  })

  it('is the one that was asked for', () => {
    const asked = [{ Subnet: '10.5.0.0/16', IPRange: '10.5.9.0/24', Gateway: '10.5.0.9' }]
    expect(found(asked)).toEqual(asked)
    expect(formatIPv4(addressing([{ Subnet: '10.5.0.0/16' }], 'mine', []).gateway)).toBe('10.5.0.1')
  })

  it.each<[IpamConfig[], string]>([
    [[{ Subnet: 'x' }], 'Invalid subnet x : invalid CIDR address: x'],
    [
      [{ Subnet: '10.0.0.0/24', Gateway: '10.0.1.1' }],
      'failed to allocate gateway (10.0.1.1): Requested address is out of range',
    ],
    [[{ Subnet: '10.0.0.0/24', Gateway: 'x' }], 'invalid gateway address x in Ipam configuration'],
    [
      [{ Subnet: '10.0.0.0/24', IPRange: '10.1.0.0/24' }],
      'failed to parse pool request for address space "LocalDefault" pool "10.0.0.0/24" subpool "10.1.0.0/24": Invalid Address SubPool',
    ],
    [
      [{ Subnet: '10.0.0.0/24', AuxiliaryAddresses: { a: '10.1.0.1' } }],
      'auxiliary address: (a:10.1.0.1) must belong to the master pool: 10.0.0.0/24',
    ],
    [
      [{ Subnet: '10.0.0.0/24' }, { Subnet: '10.0.1.0/24' }],
      "bridge driver doesn't support multiple subnets",
    ],
  ])('of %j is refused', (asked, message) => {
    expect(thrown(() => found(asked))).toBe(message)
  })
})

describe('the host’s ports', () => {
  const tcp = { port: 80, protocol: 'tcp', hostIp: '' }
  const only = (port: number) => ({ first: port, last: port })

  it('are given out once', () => {
    const table = new PortTable()
    const first = table.take({ ...tcp, ...only(8080) })
    expect(first).toEqual({ port: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 })
    expect(thrown(() => table.take({ ...tcp, ...only(8080) }))).toBe(
      'Bind for 0.0.0.0:8080 failed: port is already allocated',
    )
    expect(thrown(() => table.take({ ...tcp, hostIp: '127.0.0.1', ...only(8080) }))).toBe(
      'Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use',
    )
    expect(table.take({ ...tcp, protocol: 'udp', ...only(8080) }).hostPort).toBe(8080)
    table.release(first)
    const local = table.take({ ...tcp, hostIp: '127.0.0.1', ...only(8080) })
    expect(local.hostPort).toBe(8080)
    expect(thrown(() => table.take({ ...tcp, ...only(8080) }))).toMatch(/address already in use$/)
  })

  it('are the next ones of a range, round and round', () => {
    const table = new PortTable()
    const any = { ...tcp, first: 0, last: 0 }
    expect([table.take(any).hostPort, table.take(any).hostPort]).toEqual([32768, 32769])
    const range = { ...tcp, first: 9000, last: 9001 }
    const [one] = [table.take(range), table.take(range)]
    expect(thrown(() => table.take(range))).toBe('all ports are allocated')
    table.release(one)
    expect(table.take(range).hostPort).toBe(9000)
  })
})
