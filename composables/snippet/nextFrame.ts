/** How long a frame may let itself be waited for, in milliseconds. */
const LIMIT = 100

/** Resolves with the next animation frame, or soon where there are none because the tab is hidden. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, LIMIT)
    const frame = requestAnimationFrame(done)
    function done() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      resolve()
    }
  })
}
