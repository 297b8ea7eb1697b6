/** A moment as Go's `time.RFC3339Nano` has it: UTC, without the zeros that end a fraction. */
export function rfc3339Nano(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z')
}
