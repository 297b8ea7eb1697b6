import { describe, expect, it } from 'vitest'
import { decode } from '../../docker/cli/format/go/decode.ts'
import { indentJson } from '../../docker/cli/format/go/indent.ts'
import { parseTemplate, TemplateError } from '../../docker/cli/format/template.ts'
import { CONTAINER } from '../../docker/cli/format/types/container.ts'
import { IMAGE, NETWORK, VOLUME } from '../../docker/cli/format/types/objects.ts'
import reference from './fixtures/go-inspect.json' with { type: 'json' }

const VALUES = {
  container: decode(CONTAINER, reference.data.container),
  image: decode(IMAGE, reference.data.image),
  volume: decode(VOLUME, reference.data.volume),
  network: decode(NETWORK, reference.data.network),
}

function execute(kind: string, template: string) {
  const value = Object.entries(VALUES).find(([name]) => name === kind)?.[1]
  try {
    return [
      parseTemplate(template)
        .execute(value)
        .replace(/0xc[0-9a-f]+/g, '0xc'),
      '',
    ]
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return [error.partial, error.message]
  }
}

describe('objects are in templates what they are in Go', () => {
  it.each(reference.cases)('%s %j', (kind = '', template = '', output, error) => {
    expect(execute(kind, template)).toEqual([output, error])
  })
})

describe('JSON on several lines', () => {
  // https://pkg.go.dev/encoding/json#Indent
  it.each([
    ['[]', '[]'],
    ['[ { } ]', '[\n    {}\n]'],
    [
      '[{"a":1,"b":[1,2],"c":{}}]',
      '[\n    {\n        "a": 1,\n        "b": [\n            1,\n            2\n        ],\n        "c": {}\n    }\n]',
    ],
    [String.raw`["a{b, \"c\": d"]`, String.raw`[~    "a{b, \"c\": d"~]`.replaceAll('~', '\n')],
    ['[1.50e+10,"\\u003c"]', '[\n    1.50e+10,\n    "\\u003c"\n]'],
  ])('%j', (text, indented) => {
    expect(indentJson(text, '    ')).toBe(indented)
  })
})
