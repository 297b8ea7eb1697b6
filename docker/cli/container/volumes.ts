/** What `--volume` asks for: anonymous volumes, and what is bound to a source. */
export interface Volumes {
  anonymous: Record<string, Record<string, never>>
  /** Undefined becomes null: nothing is bound. */
  binds: string[]
}

/** Tells the values of `--volume` apart; the engine reads them. Each counts once. */
export function sortVolumes(specs: readonly string[]): Volumes {
  const unique = [...new Set(specs)]
  return {
    anonymous: Object.fromEntries(
      unique.filter((spec) => !hasSource(spec)).map((spec) => [spec, {}]),
    ),
    binds: unique.filter(hasSource),
  }
}

/** Whether something stands before a colon; a single letter there is a Windows drive to Docker's client. */
function hasSource(spec: string): boolean {
  if (new TextEncoder().encode(spec).length <= 2) return false
  const start = /^\p{L}:/u.exec(spec)?.[0].length ?? 0
  return spec.indexOf(':', start) > 0
}
