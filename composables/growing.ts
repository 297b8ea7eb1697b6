/**
 * Which of a row of numbered things are shown: the newest ones, as many as fit.
 *
 * @param made how many there have been so far
 * @param room how many fit
 */
export function newestNumbers(made: number, room: number): number[] {
  const count = Math.max(0, Math.min(made, room))
  return Array.from({ length: count }, (_, i) => made - count + i + 1)
}
