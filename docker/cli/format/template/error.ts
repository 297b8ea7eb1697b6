/** A template cannot be read or executed; the message is Go's. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** What had been written when the execution broke off. */
  readonly partial: string

  constructor(message: string, partial = '') {
    super(message)
    this.partial = partial
  }
}

const encoder = new TextEncoder()

/** Bytes of a text in UTF-8, in which Go counts. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}
