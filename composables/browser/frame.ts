import * as v from 'valibot'
import type { PageParts } from './rewrite.ts'
import { runtime } from './runtime.ts'

/** What the frame of a page that is used may do: run the one script that is put into it, and send forms to that script. */
export const SANDBOX = 'allow-scripts allow-forms'

/** What a frame tells the deck. */
export const FrameMessage = v.variant('type', [
  /** A link was followed: its number, and whether by keyboard. */
  v.object({ type: v.literal('visit'), link: v.number(), keyboard: v.boolean() }),
  /** A form was sent: the number of where to, its fields, and whether by keyboard. */
  v.object({
    type: v.literal('submit'),
    form: v.number(),
    entries: v.array(v.tuple([v.string(), v.union([v.string(), v.instance(File)])])),
    keyboard: v.boolean(),
  }),
  /** A key that is the deck's was pressed. */
  v.object({ type: v.literal('key'), key: v.picklist(['PageUp', 'PageDown', 'Escape']) }),
])

/** What a frame tells the deck. */
export type FrameMessage = v.InferOutput<typeof FrameMessage>

/**
 * The text of a document that may load nothing, lead nowhere and run nothing but the deck's own script.
 * @param hash part of the page to begin at, as an address has it, or nothing; undefined for a picture, without a script
 */
export function framed({ root, standards }: PageParts, hash: string | undefined): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'media-src data:',
    `script-src ${hash === undefined ? "'none'" : `'nonce-${nonce}'`}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
  const page = root.ownerDocument
  const meta = page.createElement('meta')
  meta.httpEquiv = 'Content-Security-Policy'
  meta.content = policy
  const head = root.querySelector('head') ?? root.insertBefore(page.createElement('head'), null)
  head.prepend(meta)
  if (hash === undefined) {
    const style = page.createElement('style')
    style.textContent = ':root { print-color-adjust: exact }'
    meta.after(style)
  } else {
    const script = page.createElement('script')
    script.setAttribute('nonce', nonce)
    script.textContent = `(${runtime.toString()})(${JSON.stringify(hash).replaceAll('<', '\\u003c')})`
    meta.after(script)
  }
  return `${standards ? '<!doctype html>' : ''}${root.outerHTML}`
}
