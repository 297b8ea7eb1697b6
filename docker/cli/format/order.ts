/**
 * Compares as Docker's client sorts names: runs of digits by their number, all else byte by byte (`sortorder.NaturalLess`
 * of fvbommel).
 */
export function naturalOrder(a: string, b: string): number {
  if (isLess(a, b)) return -1
  return isLess(b, a) ? 1 : 0
}

function isLess(a: string, b: string): boolean {
  let at = 0
  let other = 0
  while (at < a.length && other < b.length) {
    const left = a.charAt(at)
    const right = b.charAt(other)
    if (isDigit(left) !== isDigit(right)) return isDigit(left)
    if (!isDigit(left)) {
      if (left !== right) return left < right
      at++
      other++
      continue
    }
    const [number = ''] = /^\d+/.exec(a.slice(at)) ?? []
    const [against = ''] = /^\d+/.exec(b.slice(other)) ?? []
    const bare = number.replace(/^0+/, '')
    const bareAgainst = against.replace(/^0+/, '')
    if (bare.length !== bareAgainst.length) return bare.length < bareAgainst.length
    if (bare !== bareAgainst) return bare < bareAgainst
    // Equal numbers: the one with fewer zeros before it comes first.
    if (number.length !== against.length) return number.length < against.length
    at += number.length
    other += against.length
  }
  return a.length - at < b.length - other
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9'
}
