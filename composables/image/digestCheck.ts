/**
 * What is known of a file's digest: its bytes have the one by which the file is named, or another; it was
 * named by a tag, so that there is none to compare; or this browser computes none.
 */
export type DigestCheck = 'matches' | 'differs' | 'computed' | 'unknown'

/** Compares the digest by which a file is named with the one of its bytes. */
export function digestCheck(
  expected: string | undefined,
  computed: string | undefined,
): DigestCheck {
  if (computed === undefined) return 'unknown'
  if (expected === undefined) return 'computed'
  return expected === computed ? 'matches' : 'differs'
}
