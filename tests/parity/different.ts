/** Commands that our client answers otherwise than Docker's; the reasons are in docs/parity.md. At most five. */
export const DIFFERENT: ReadonlySet<string> = new Set([
  'docker --version',
  'docker -v',
  'docker version',
])
