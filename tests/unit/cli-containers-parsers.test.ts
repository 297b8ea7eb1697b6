import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listPorts } from '../../docker/cli/container/port-list.ts'
import { parsePorts } from '../../docker/cli/container/ports.ts'
import { canonicalIp, isMac } from '../../docker/cli/container/ip.ts'
import { parsePlatform } from '../../docker/cli/container/platform.ts'
import { planCopy, renamed, splitEntry, type CopyEnd } from '../../docker/cli/cp/copy-path.ts'
import { readRecord } from '../../docker/cli/csv.ts'
import { timestamp } from '../../docker/cli/timestamp.ts'

/** What a parser makes of a text, or its message. */
function outcome(parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    return error instanceof Error ? error.message : ''
  }
}

describe('CSV', () => {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`
  const field = fc.string().filter((text) => !text.includes('\r'))

  it('gives quoted fields back as they were', () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        expect(readRecord(fields.map(quoted).join(','))).toEqual(fields)
      }),
    )
  })

  it('fails with a place, or reads as many fields as there are commas outside of quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = outcome(() => readRecord(text))
        if (typeof result === 'string') expect(result).toMatch(/^EOF$|line \d+, column \d+: /)
        else expect(Array.isArray(result)).toBe(true)
      }),
    )
  })
})

describe('ports', () => {
  it('of any text are read or refused', () => {
    const part = fc.constantFrom(
      ':',
      '-',
      '/',
      '[',
      ']',
      '80',
      '90',
      '70000',
      'tcp',
      'x',
      '1.2.3.4',
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('')
        const result = outcome(() => parsePorts([text], []))
        expect(result).not.toBe('')
      }),
    )
  })

  it('of a range are as many as it has', () => {
    const port = fc.integer({ min: 1, max: 65000 })
    fc.assert(
      fc.property(port, fc.integer({ min: 0, max: 20 }), port, (first, more, host) => {
        const spec = `${host}-${host + more}:${first}-${first + more}`
        expect(Object.keys(parsePorts([spec], []).bindings)).toHaveLength(more + 1)
      }),
    )
  })

  // From DisplayablePorts of Docker's formatter: ranges of one address and protocol are drawn together.
  it('are listed with ranges drawn together', () => {
    const tcp = (PrivatePort: number, PublicPort?: number) => ({
      PrivatePort,
      Type: 'tcp',
      ...(PublicPort === undefined ? {} : { IP: '0.0.0.0', PublicPort }),
    })
    const ports = [tcp(9001), tcp(9000), tcp(80, 8080), tcp(7000, 7000), tcp(5)]
    expect(listPorts(ports)).toBe(
      '5/tcp, 9000-9001/tcp, 0.0.0.0:7000->7000/tcp, 0.0.0.0:8080->80/tcp',
    )
  })
})

describe('addresses', () => {
  it.each([
    ['1:0:0:0:0:0:0:2', '1::2'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['1.2.3.04', undefined],
    ['1.2.3', undefined],
    ['::1%lo', undefined],
    ['FE80::0:1', 'fe80::1'],
  ])('%s is %s', (text, address) => expect(canonicalIp(text)).toBe(address))

  it.each([
    ['92:d0:c6:0a:29:33', true],
    ['92-d0-c6-0a-29-33', true],
    ['92d0.c60a.2933', true],
    ['92:d0:c6:0a:29:33:11:22', true],
    ['92:d0-c6:0a:29:33', false],
    ['92:d0:c6:0a:29', false],
  ])('%s of hardware: %s', (text, isOne) => expect(isMac(text)).toBe(isOne))
})

describe('platforms are those that Docker’s client 20.10 sends', () => {
  it.each([
    ['linux/386', 'linux/386'],
    ['linux/ARM64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64/v8'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['a/b/c/d', '"a/b/c/d": cannot parse platform specifier: invalid argument'],
    ['foo', '"foo": unknown operating system or architecture: invalid argument'],
  ])('%s', (text, expected) => expect(outcome(() => parsePlatform(text))).toBe(expected))
})

describe('times are those that Docker’s client 20.10 sends', () => {
  const now = new Date('2026-11-25T01:00:00Z')

  it.each([
    ['1h', '1795564800'],
    ['10.5', '10.5'],
    ['2020-01-01Z', '1577836800.000000000'],
    ['2020-01-01T10:11:12.5Z', '1577873472.500000000'],
    ['2020-01-01T10:11:12.123456789+02:00', '1577866272.123456789'],
    ['1969-12-31T23:59:59.5Z', '-1.500000000'],
    ['x', 'failed to parse value as time or duration: "x"'],
    ['2020-13-01', 'parsing time "2020-13-01": month out of range'],
    ['2019-02-29', 'parsing time "2019-02-29": day out of range'],
    [
      '2020-01-01T10:11:12-0700',
      'parsing time "2020-01-01T10:11:12-0700" as "2006-01-02T15:04Z07:00": cannot parse ":12-0700" as "Z07:00"',
    ],
  ])('%s', (text, expected) => expect(outcome(() => timestamp(text, now))).toBe(expected))
})

// From Docker's archive package: SplitPathDirEntry, PrepareArchiveCopy, RebaseArchiveEntries.
describe('copies', () => {
  const end = (path: string, is: Partial<CopyEnd> = {}): CopyEnd => ({
    path,
    exists: true,
    isFolder: false,
    rebaseName: '',
    ...is,
  })

  it.each([
    ['/a/b', { folder: '/a', entry: 'b' }],
    ['/a/b/', { folder: '/a', entry: 'b' }],
    ['/a/b/.', { folder: '/a/b', entry: '.' }],
    ['/', { folder: '/', entry: '/' }],
  ])('%s is split', (path, parts) => expect(splitEntry(path)).toEqual(parts))

  it('go into a folder that is there, and take the name of one that is not', () => {
    const folder = { isFolder: true }
    expect(planCopy(end('/s', folder), end('/d', folder))).toEqual({
      folder: '/d',
      renaming: undefined,
    })
    expect(planCopy(end('/s', folder), end('/x/d', { exists: false }))).toEqual({
      folder: '/x',
      renaming: { from: 's', to: 'd' },
    })
    expect(outcome(() => planCopy(end('/s', folder), end('/d')))).toBe('cannot copy directory')
    expect(outcome(() => planCopy(end('/s'), end('/d/', { exists: false })))).toBe(
      'no such directory',
    )
  })

  it('rename an entry’s first part', () => {
    expect(renamed('s/s/x', { from: 's', to: 'd' })).toBe('d/s/x')
    expect(renamed('x', { from: '/', to: 'd/' })).toBe('d/x')
  })
})
