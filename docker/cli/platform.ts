import { text } from './flags.ts'

/** `--platform`, whose default is what the environment says. */
export function platformFlag() {
  return text('Set platform if server is multi-platform capable', { requires: { version: '1.32' } })
}
