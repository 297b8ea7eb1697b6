interface Field {
  text: string
  /** Where the next field begins; undefined where this one ends the record. */
  next: number | undefined
}

/**
 * Reads the first record of CSV as Go's encoding/csv does, which is how Docker's client takes `--mount a=b,c=d` apart:
 * a field in quotes may hold commas, line ends and, doubled, quotes.
 * @throws Error in Go's words; `EOF` where there is no record
 */
export function readRecord(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const first = lines.findIndex((line) => line !== '')
  if (first === -1) throw new Error('EOF')
  let number = first
  let line = lines[number] ?? ''

  const fields: string[] = []
  let start: number | undefined = 0
  while (start !== undefined) {
    const field: Field = line.startsWith('"', start) ? quoted(start + 1) : bare(start)
    fields.push(field.text)
    start = field.next
  }
  return fields

  function bare(start: number): Field {
    const comma = line.indexOf(',', start)
    const text = line.slice(start, comma === -1 ? undefined : comma)
    const quote = text.indexOf('"')
    if (quote !== -1) throw problem(start + quote, 'bare " in non-quoted-field')
    return { text, next: comma === -1 ? undefined : comma + 1 }
  }

  function quoted(start: number): Field {
    let text = ''
    for (let at = start; ;) {
      const quote = line.indexOf('"', at)
      if (quote === -1) {
        if (number + 1 === lines.length) throw unbalanced(line.length)
        text += `${line.slice(at)}\n`
        number += 1
        line = lines[number] ?? ''
        at = 0
        continue
      }
      text += line.slice(at, quote)
      const after = line.charAt(quote + 1)
      if (after === '') return { text, next: undefined }
      if (after === ',') return { text, next: quote + 2 }
      if (after !== '"') throw unbalanced(quote)
      text += '"'
      at = quote + 2
    }
  }

  function unbalanced(index: number): Error {
    return problem(index, 'extraneous or missing " in quoted-field')
  }

  function problem(index: number, what: string): Error {
    const column = new TextEncoder().encode(line.slice(0, index)).length + 1
    const record = number === first ? '' : `record on line ${first + 1}; `
    return new Error(`${record}parse error on line ${number + 1}, column ${column}: ${what}`)
  }
}
