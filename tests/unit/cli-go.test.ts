import { describe, expect, it } from 'vitest'
import { parseInteger } from '../../docker/cli/flags/numbers.ts'
import { parseBool } from '../../docker/cli/flags/parse.ts'
import { parseBytes, parseCpus, parseDuration } from '../../docker/cli/flags/units.ts'
import { jsonString } from '../../docker/cli/format/go/json.ts'
import { humanBytes, humanSize } from '../../docker/cli/format/size.ts'
import { tabulate } from '../../docker/cli/format/table.ts'
import { unquote } from '../../docker/cli/format/text.ts'
import { durationText } from '../../docker/cli/format/types/basic.ts'
import { humanDuration } from '../../docker/engine/units.ts'
import reference from './fixtures/go-formats.json' with { type: 'json' }

const OURS: Readonly<Record<string, (text: string) => unknown>> = {
  tab: (text) => tabulate(text),
  ram: parseBytes,
  dur: parseDuration,
  durtext: (text) => durationText(BigInt(text)),
  cpu: parseCpus,
  int: (text) => parseInteger(text, 64),
  uint16: (text) => parseInteger(text, 16, true),
  bool: parseBool,
  unquote: (text) => unquote(text) ?? 'E:invalid syntax',
  human: (text) =>
    [humanSize(Number(text)), humanSize(Number(text), 4), humanBytes(Number(text))].join(' '),
  json: jsonString,
  ago: (text) => humanDuration(Number(text)),
}

function answer(ours: (text: string) => unknown, text: string): string {
  try {
    return String(ours(text))
  } catch (error) {
    return `E:${error instanceof Error ? error.message : String(error)}`
  }
}

const cases = Object.entries(reference).flatMap(([name, pairs]) =>
  typeof pairs === 'string'
    ? []
    : pairs.map(([text = '', result = '']) => [name, text, result] as const),
)

describe('what Go has functions for is read and written as they do', () => {
  it.each(cases)('%s %j', (name, text, result) => {
    const ours = OURS[name]
    // Beyond 2^53, JavaScript's numbers have fewer digits.
    const expected =
      /^-?\d{16,}$/.test(result) && name !== 'durtext' ? String(Number(result)) : result
    expect(ours && answer(ours, text)).toBe(expected)
  })
})
