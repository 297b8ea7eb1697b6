/** Watches what moves. Runs in the page. */

import { nameOf, parent } from './dom.ts'

export interface Moved {
  /** The element, and the one that it is in. */
  on: string
  properties: string[]
  /** Of one round, in milliseconds. */
  duration: number
}

const moved = new Map<Animation, Moved>()
let shift = 0
let longest = 0

/** What of an animation changes: keyframes name it, a transition's too. */
function propertiesOf(effect: KeyframeEffect): string[] {
  const own = ['offset', 'computedOffset', 'easing', 'composite']
  const frames = effect.getKeyframes()
  return [...new Set(frames.flatMap((frame) => Object.keys(frame)))].filter(
    (key) => !own.includes(key),
  )
}

/** Begins to note what is animated on the slides. */
export function watchMotion(): void {
  const look = () => {
    for (const animation of document.getAnimations()) {
      const { effect } = animation
      if (moved.has(animation) || !(effect instanceof KeyframeEffect) || !effect.target) continue
      const { target } = effect
      // A slide's own coming and going is Slidev's transition, and so are its controls.
      if (!target.closest('.slidev-page')) continue
      const around = parent(target)
      const on = `${around ? nameOf(around) : ''} ${nameOf(target)}${effect.pseudoElement ?? ''}`
      const duration = Number(effect.getComputedTiming().duration)
      moved.set(animation, { on, properties: propertiesOf(effect), duration })
    }
    requestAnimationFrame(look)
  }
  look()
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if ('value' in entry) shift += Number(entry.value)
  }).observe({ type: 'layout-shift' })
}

/** What has been animated. */
export const motion = (): Moved[] => [...moved.values()]

/** How much has jumped since the last call, by the browser's own measure. */
export function takeShift(): number {
  const now = shift
  shift = 0
  return now
}

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
}).observe({ type: 'longtask' })

/** The longest task since the last call, in milliseconds; 0 where none was over 50. */
export function takeLongestTask(): number {
  const now = longest
  longest = 0
  return now
}
