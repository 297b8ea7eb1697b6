const ROLES: readonly string[] = ['base', 'runtime', 'application']

/**
 * Why these parts cannot be an image's stack, in words for the slide; undefined where they can.
 *
 * @param parts bottom first; what a slide's text gives, so any name may be in it
 */
export function stackProblem(parts: readonly { role: string }[]): string | undefined {
  if (parts.length === 0) return 'This stack has no layers. An image begins with a base.'
  const roles = parts.map(({ role }) => role)
  const unknown = roles.find((role) => !ROLES.includes(role))
  if (unknown !== undefined) {
    return `“${unknown}” is no part of this stack. Its parts are ${ROLES.join(', ')}.`
  }
  const [bottom] = roles
  if (bottom !== 'base') return `“${bottom}” is at the bottom, where only a base can be.`
  for (const [i, role] of roles.entries()) {
    const below = roles[i - 1]
    if (below === undefined || ROLES.indexOf(role) > ROLES.indexOf(below)) continue
    return role === below
      ? `“${role}” is in this stack twice.`
      : `“${role}” cannot rest on “${below}”. From the bottom up: ${ROLES.join(', ')}.`
  }
  return undefined
}
