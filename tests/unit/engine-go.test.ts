import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFilters, matchesLabels, matchesPattern } from '../../docker/engine/filters.ts'
import { decodeJson, JsonSyntaxError, parseJson } from '../../docker/engine/go/json-syntax.ts'
import { rfc3339Nano } from '../../docker/engine/go/time.ts'
import { parseTimestamp } from '../../docker/engine/go/timestamp.ts'
import { marshalJson, sortedMap } from '../../docker/engine/go/json-text.ts'

const encode = (text: string) => new TextEncoder().encode(text)

describe('JSON is read as Go reads it', () => {
  // The messages are those of Go's encoding/json/scanner.go.
  test.each([
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['{"a":', 'unexpected end of JSON input'],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{}}', "invalid character '}' after top-level value"],
    ["'", String.raw`invalid character '\'' looking for beginning of value`],
    ['"\n"', String.raw`invalid character '\n' in string literal`],
    [String.raw`"\x"`, "invalid character 'x' in string escape code"],
    [String.raw`"\u12g4"`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
    ['-a', "invalid character 'a' in numeric literal"],
    ['1.a', "invalid character 'a' after decimal point in numeric literal"],
    ['1ea', "invalid character 'a' in exponent of numeric literal"],
    ['01', "invalid character '1' after top-level value"],
    ['nulL', "invalid character 'L' in literal null (expecting 'l')"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ['\u0001', String.raw`invalid character '\x01' looking for beginning of value`],
  ])('%j: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(new JsonSyntaxError(message))
  })

  test('a body that breaks off, an empty one, and one with something after its value', () => {
    expect(() => decodeJson(encode('{"a"'))).toThrow(new JsonSyntaxError('unexpected EOF'))
    expect(() => decodeJson(encode('  '))).toThrow(new JsonSyntaxError('EOF'))
    expect(decodeJson(encode('{"a":1} {'))).toEqual({ a: 1 })
  })

  test('accepts what JavaScript accepts, and nothing else', () => {
    const nearJson = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(fc.constantFrom(...'{}[],:"\\u0e1-+.tfn ', 'true', 'null')).map((a) => a.join('')),
    )
    fc.assert(
      fc.property(nearJson, (text) => {
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(() => parseJson(text)).toThrow(JsonSyntaxError)
          return
        }
        expect(parseJson(text)).toEqual(expected)
      }),
    )
  })

  test('depth is limited as in Go', () => {
    expect(() => parseJson('['.repeat(10_001))).toThrow('exceeded max depth')
  })
})

describe('JSON is written as Go writes it', () => {
  test('with markup escaped', () => {
    expect(marshalJson({ a: '<&>\u2028' })).toBe(String.raw`{"a":"\u003c\u0026\u003e\u2028"}`)
  })
  test('maps sorted by key', () => {
    expect(Object.keys(sortedMap({ b: 1, ab: 2, a: 3, B: 4, '\u{ffff}': 5, é: 6 }))).toEqual([
      'B',
      'a',
      'ab',
      'b',
      'é',
      '\u{ffff}',
    ])
  })
})

describe('filters', () => {
  test('in both of their forms', () => {
    expect(parseFilters('{"a":{"x":true,"y":false}}')).toEqual(new Map([['a', ['x', 'y']]]))
    expect(parseFilters('{"a":["x","y"]}')).toEqual(new Map([['a', ['x', 'y']]]))
    expect(parseFilters('')).toEqual(new Map())
  })
  test.each([
    ['{"a":', 500, 'unexpected end of JSON input'],
    ['3', 500, 'json: cannot unmarshal number into Go value of type map[string]map[string]bool'],
    ['{"a":3}', 500, 'json: cannot unmarshal number into Go value of type map[string]bool'],
    ['{"a":{"b":"c"}}', 500, 'json: cannot unmarshal string into Go value of type bool'],
    ['{"b":{"x":true}}', 400, "Invalid filter 'b'"],
  ])('%s is refused', (text, status, message) => {
    expect(() => parseFilters(text, ['a'])).toThrow(expect.objectContaining({ status, message }))
  })
  test('labels must all be there, patterns need one', () => {
    const filters = parseFilters('{"label":{"a":true,"b=1=2":true},"name":{"^we":true,"(":true}}')
    expect(matchesLabels(filters, 'label', { a: '', b: '1=2' })).toBe(true)
    expect(matchesLabels(filters, 'label', { a: '' })).toBe(false)
    expect(matchesPattern(filters, 'name', 'web')).toBe(true)
    expect(matchesPattern(filters, 'name', '(')).toBe(true)
    expect(matchesPattern(filters, 'name', 'a(')).toBe(false)
  })
})

describe('times are read as dockerd reads them', () => {
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['1136073600', 1136073600000000000n],
    ['1136073600.000000001', 1136073600000000001n],
    ['1136073600.5', 1136073600500000000n],
    ['-1', -1000000000n],
  ])('%s', (text, nanoseconds) => {
    expect(parseTimestamp(text)).toBe(nanoseconds)
  })
  test.each([
    ['x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['1.x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['9223372036854775808', 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
  ])('%s is refused', (text, message) => {
    expect(() => parseTimestamp(text)).toThrow(expect.objectContaining({ status: 500, message }))
  })
  test('and written without the zeros that end a fraction', () => {
    expect(rfc3339Nano(new Date('2020-01-02T03:04:00.120Z'))).toBe('2020-01-02T03:04:00.12Z')
    expect(rfc3339Nano(new Date('2020-01-02T03:04:00.000Z'))).toBe('2020-01-02T03:04:00Z')
  })
})
