import { deferred } from '../machine/deferred.ts'

/** Ctrl-P, Ctrl-Q. */
const DEFAULT_KEYS = Uint8Array.of(16, 17)

/** `ctrl-@` is 0, `ctrl-a` 1, and so on, in ASCII's order. */
const CONTROLS = '@abcdefghijklmnopqrstuvwxyz[\\]^_'

const encoder = new TextEncoder()

/**
 * Turns a key sequence such as `ctrl-p,q` into the bytes that a terminal sends for it; undefined where it names an
 * unknown key.
 */
export function parseDetachKeys(keys: string): Uint8Array | undefined {
  const codes: number[] = []
  for (const key of keys.split(',')) {
    const [byte, ...more] = encoder.encode(key)
    const control = /^ctrl-(.)$/.exec(key)?.[1]
    if (byte !== undefined && more.length === 0) codes.push(byte)
    else if (control !== undefined && CONTROLS.includes(control))
      codes.push(CONTROLS.indexOf(control))
    else if (key === 'DEL') codes.push(127)
    else return undefined
  }
  return Uint8Array.from(codes)
}

/** A terminal's input that ends where its user types the detach keys. */
export interface EscapableInput {
  /** The input without the keys; keys that turn out to be part of something else are passed on. */
  input: ReadableStream<Uint8Array>
  /** Resolves when the input has ended: true where the keys ended it. */
  detached: Promise<boolean>
}

/** Looks for detach keys in a terminal's input, as dockerd's escape proxy does. Empty keys are Ctrl-P, Ctrl-Q. */
export function escapable(source: ReadableStream<Uint8Array>, keys: Uint8Array): EscapableInput {
  const wanted = keys.length > 0 ? keys : DEFAULT_KEYS
  const end = deferred<boolean>()
  let matched = 0
  const transform = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const out: number[] = []
      for (const byte of chunk) {
        if (byte === wanted[matched]) {
          matched += 1
          if (matched < wanted.length) continue
          end.resolve(true)
          if (out.length > 0) controller.enqueue(Uint8Array.from(out))
          controller.terminate()
          return
        }
        // As there, a byte that breaks a sequence is not looked at as the beginning of the next.
        out.push(...wanted.subarray(0, matched), byte)
        matched = 0
      }
      if (out.length > 0) controller.enqueue(Uint8Array.from(out))
    },
    flush(controller) {
      if (matched > 0 && matched < wanted.length) controller.enqueue(wanted.slice(0, matched))
      end.resolve(false)
    },
  })
  source.pipeTo(transform.writable).catch(() => end.resolve(false))
  return { input: transform.readable, detached: end.promise }
}
