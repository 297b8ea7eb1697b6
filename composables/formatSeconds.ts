/** A duration in seconds with two significant digits, e.g. `0.21 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toPrecision(2))} s`
}
