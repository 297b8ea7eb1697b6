/**
 * JSON as Go's encoding/json reads it: the same documents are accepted, and a document that is none is refused with
 * Go's words, which name the byte at fault and the place in the grammar (the scanner of Go 1.19).
 */

/** The text is not JSON; the message is Go's. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
}

/** Go refuses deeper documents. */
const MAX_DEPTH = 10_000

const BACKSLASH = 0x5c
const QUOTE = 0x22

/**
 * Parses a whole document.
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): unknown {
  const scanner = new Scanner(new TextEncoder().encode(text))
  scanner.document()
  scanner.end()
  return JSON.parse(text)
}

/**
 * Parses the first value of a body and leaves what follows, as `json.Decoder` does.
 * @throws JsonSyntaxError `EOF` for an empty body, `unexpected EOF` for one that breaks off
 */
export function decodeJson(bytes: Uint8Array): unknown {
  const scanner = new Scanner(bytes)
  if (scanner.isEmpty()) throw new JsonSyntaxError('EOF')
  try {
    scanner.document()
  } catch (error) {
    if (scanner.brokeOff) throw new JsonSyntaxError('unexpected EOF')
    throw error
  }
  return JSON.parse(new TextDecoder().decode(bytes.subarray(0, scanner.position)))
}

class Scanner {
  position = 0
  /** Whether the document ended before its value did. */
  brokeOff = false
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  isEmpty(): boolean {
    this.#space()
    return this.position === this.#bytes.length
  }

  /** Passes over one value. */
  document() {
    /** What is open: `{` and `[`, the innermost last. */
    const open: ('{' | '[')[] = []
    for (;;) {
      const opened = this.#valueStart()
      if (opened === '[' && this.#passes(']')) this.position++
      else if (opened === '{' && this.#passes('}')) this.position++
      else if (opened !== undefined) {
        open.push(opened)
        if (open.length > MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth')
        if (opened === '{') this.#key()
        continue
      }
      if (!this.#closes(open)) return
    }
  }

  /** Only white space may follow. */
  end() {
    this.#space()
    if (this.position < this.#bytes.length) this.#fail('after top-level value')
  }

  /** After a value: closes what ends here. @returns whether another value follows */
  #closes(open: ('{' | '[')[]): boolean {
    for (;;) {
      const inside = open.at(-1)
      if (inside === undefined) return false
      const [end, place] =
        inside === '{' ? ['}', 'after object key:value pair'] : [']', 'after array element']
      const next = this.#next()
      this.position++
      if (next === ',') {
        if (inside === '{') this.#key()
        return true
      }
      if (next !== end) {
        this.position--
        this.#fail(place)
      }
      open.pop()
    }
  }

  /** A scalar is passed over; of an object or array only the bracket. */
  #valueStart(): '{' | '[' | undefined {
    const place = 'looking for beginning of value'
    const first = this.#next()
    if (first === '{' || first === '[') {
      this.position++
      return first
    }
    if (first === '"') this.#string()
    else if (first === 't') this.#literal('true')
    else if (first === 'f') this.#literal('false')
    else if (first === 'n') this.#literal('null')
    else if (first === '-' || isDigit(first)) this.#number()
    else this.#fail(place)
    return undefined
  }

  #key() {
    const place = 'looking for beginning of object key string'
    if (this.#next() !== '"') this.#fail(place)
    this.#string()
    if (this.#next() !== ':') this.#fail('after object key')
    this.position++
  }

  #string() {
    this.position++
    for (;;) {
      const byte = this.#byte()
      if (byte === QUOTE) break
      if (byte < 0x20) this.#fail('in string literal')
      this.position++
      if (byte === BACKSLASH) this.#escape()
    }
    this.position++
  }

  #escape() {
    const letter = this.#character()
    if (!'bfnrt\\/"u'.includes(letter)) this.#fail('in string escape code')
    this.position++
    if (letter !== 'u') return
    for (let digits = 0; digits < 4; digits++) {
      if (!/[0-9a-fA-F]/.test(this.#character())) this.#fail('in \\u hexadecimal character escape')
      this.position++
    }
  }

  #literal(word: string) {
    for (const letter of word) {
      if (this.#character() !== letter) {
        this.#fail(`in literal ${word} (expecting '${letter}')`)
      }
      this.position++
    }
  }

  #number() {
    if (this.#character() === '-') {
      this.position++
      if (!isDigit(this.#character())) this.#fail('in numeric literal')
    }
    if (this.#character() === '0') this.position++
    else this.#digits()
    if (this.#peek() === '.') {
      this.position++
      if (!isDigit(this.#character())) this.#fail('after decimal point in numeric literal')
      this.#digits()
    }
    if (this.#peek() === 'e' || this.#peek() === 'E') {
      this.position++
      if (this.#character() === '+' || this.#character() === '-') this.position++
      if (!isDigit(this.#character())) this.#fail('in exponent of numeric literal')
      this.#digits()
    }
  }

  #digits() {
    while (isDigit(this.#peek())) this.position++
  }

  #space() {
    while (' \t\r\n'.includes(this.#peek() || 'x')) this.position++
  }

  #passes(character: string): boolean {
    this.#space()
    return this.#peek() === character
  }

  /** The next character that is no white space. */
  #next(): string {
    this.#space()
    return this.#character()
  }

  #peek(): string {
    const byte = this.#bytes[this.position]
    return byte === undefined ? '' : String.fromCharCode(byte)
  }

  #character(): string {
    return String.fromCharCode(this.#byte())
  }

  #byte(): number {
    const byte = this.#bytes[this.position]
    if (byte !== undefined) return byte
    this.brokeOff = true
    throw new JsonSyntaxError('unexpected end of JSON input')
  }

  #fail(place: string): never {
    throw new JsonSyntaxError(`invalid character ${quoted(this.#byte())} ${place}`)
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1
}

/** A byte as Go shows it: in single quotes, with Go's escapes. */
function quoted(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === "'") return String.raw`'\''`
  if (character === '"') return `'"'`
  const named = '\x07\b\t\n\v\f\r'.indexOf(character)
  if (named >= 0) return `'\\${'abtnvfr'.charAt(named)}'`
  if (character === '\\') return String.raw`'\\'`
  const hex = byte.toString(16).padStart(2, '0')
  if (byte < 0x20 || byte === 0x7f) return `'\\x${hex}'`
  // Go takes the byte for a character of Latin-1; of these, it escapes what does not print.
  if ((byte >= 0x80 && byte <= 0xa0) || byte === 0xad) return `'\\u00${hex}'`
  return `'${character}'`
}
