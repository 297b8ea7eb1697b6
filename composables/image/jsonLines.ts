/** JSON, pretty-printed as lines of tokens, so that a slide can light the values that matter. */

/** What a piece of JSON is; `lit` is a value that leads on, `gap` stands for what is not shown. */
export type JsonTokenKind = 'key' | 'value' | 'lit' | 'punctuation' | 'gap'

/** A piece of a line. */
export interface JsonToken {
  kind: JsonTokenKind
  text: string
}

/** A line of a document. */
export interface JsonLine {
  /** How many levels deep it stands. */
  depth: number
  tokens: JsonToken[]
}

/** What is to be seen of a document. */
export interface JsonView {
  /** Strings to light: the digests of the documents to which this one leads. */
  lit: ReadonlySet<string>
  /** Shows only the lit values, these members, and what they stand in; undefined shows everything. */
  only?: ReadonlySet<string> | undefined
}

interface Line extends JsonLine {
  kept: boolean
}

/** A digest as Docker shortens it: its first twelve digits. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…')
}

/** A document as lines. What a view leaves out is marked by an ellipsis at the end of the line before it. */
export function jsonLines(json: unknown, { lit, only }: JsonView): JsonLine[] {
  const lines: Line[] = []
  print(json, [], 0, '', only === undefined)
  return only ? joinGaps(lines) : lines

  /** Prints a value after its key; answers whether something in it is kept. */
  function print(
    value: unknown,
    key: JsonToken[],
    depth: number,
    end: string,
    keep: boolean,
  ): boolean {
    const children = childrenOf(value)
    if (!children || children.length === 0) {
      const isLit = typeof value === 'string' && lit.has(value)
      const text = JSON.stringify(value)
      const shown = only ? `${shortDigest(text.slice(1, -1))}` : text.slice(1, -1)
      const token: JsonToken = isLit
        ? { kind: 'lit', text: `"${shown}"` }
        : { kind: 'value', text: text }
      const kept = keep || isLit
      lines.push({ depth, tokens: [...key, token, ...punctuation(end)], kept })
      return kept
    }
    const [open, close] = Array.isArray(value) ? '[]' : '{}'
    const first: Line = { depth, tokens: [...key, ...punctuation(open)], kept: keep }
    lines.push(first)
    let kept = keep
    for (const [i, [name, child]] of children.entries()) {
      const comma = i < children.length - 1 ? ',' : ''
      const label: JsonToken[] =
        name === undefined
          ? []
          : [{ kind: 'key', text: JSON.stringify(name) }, ...punctuation(': ')]
      const wanted = keep || (name !== undefined && Boolean(only?.has(name)))
      if (print(child, label, depth + 1, comma, wanted)) kept = true
    }
    first.kept = kept
    lines.push({ depth, tokens: punctuation(`${close}${end}`), kept })
    return kept
  }
}

/** The members of an object or the items of an array, items without a name; undefined for anything else. */
function childrenOf(value: unknown): [string | undefined, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown) => [undefined, item])
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined
}

function punctuation(text: string | undefined): JsonToken[] {
  return text ? [{ kind: 'punctuation', text }] : []
}

function joinGaps(lines: readonly Line[]): JsonLine[] {
  const shown: JsonLine[] = []
  let gap = false
  for (const { depth, tokens, kept } of lines) {
    if (kept) shown.push({ depth, tokens: [...tokens] })
    else if (!gap) shown.at(-1)?.tokens.push({ kind: 'gap', text: ' …' })
    gap = !kept
  }
  return shown
}
