/** The colour of a layer by its position from the bottom: base, what the application needs, application. */
export function toneOf(level: number): 'base' | 'runtime' | 'application' {
  if (level === 0) return 'base'
  return level === 1 ? 'runtime' : 'application'
}
