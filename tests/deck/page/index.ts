/** What the tests of the slides do inside the page; put there as the global `slides`. */

import type { Nav } from '@slidev/client'
import { defectsOf, type Defect } from './layout.ts'
import { zeroFiguresIn } from './figures.ts'

type Plain<Type> = {
  [Key in keyof Type]: Type[Key] extends { value: infer Value } ? Value : Type[Key]
}

declare global {
  interface Element {
    /** Vue's application, on the element that it is mounted on. */
    __vue_app__?: { _context: { provides: Record<string, { nav: Plain<Nav> } | undefined> } }
  }
}

/** Slidev's navigation, as its own components get it. */
function nav(): Plain<Nav> {
  const context = document.querySelector('#app')?.__vue_app__?._context.provides['$$slidev-context']
  if (!context) throw new Error('Slidev is not there yet')
  return context.nav
}

/** The element of the slide that is shown. */
function shown(): HTMLElement {
  const slide = document.querySelector(`.slidev-page[data-slidev-no="${nav().currentSlideNo}"]`)
  if (!(slide instanceof HTMLElement)) throw new Error('No slide is shown')
  return slide
}

/** Requests that have no answer yet. */
let pending = 0
const plainFetch = window.fetch
window.fetch = async (...request) => {
  pending++
  try {
    return await plainFetch(...request)
  } finally {
    pending--
  }
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
const isFinite = (animation: Animation) =>
  animation.effect?.getComputedTiming().endTime !== Infinity && animation.playState === 'running'

/** Waits until nothing moves, arrives or changes any more. */
export async function settled(limit = 8000): Promise<void> {
  const end = performance.now() + limit
  let changes = 0
  const observer = new MutationObserver(() => changes++)
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
  let quiet = 0
  while (quiet < 4 && performance.now() < end) {
    await frame()
    const moving = document.getAnimations().filter(isFinite)
    if (moving.length > 0) {
      await Promise.race([
        Promise.allSettled(moving.map(({ finished }) => finished)),
        new Promise((resolve) => setTimeout(resolve, 1000)),
      ])
    }
    quiet = changes === 0 && pending === 0 && moving.length === 0 ? quiet + 1 : 0
    changes = 0
  }
  await document.fonts.ready
  observer.disconnect()
}

/** Goes to a step of a slide and waits for it; returns how many clicks the slide has. */
export async function go(slide: number, clicks: number): Promise<number> {
  await nav().go(slide, clicks)
  // The slide may have to load first; only then its clicks are known.
  const end = performance.now() + 20_000
  while (performance.now() < end) {
    const page = document.querySelector(`.slidev-page[data-slidev-no="${slide}"]`)
    const isLoading = document.querySelector('.slidev-slide-loading')?.checkVisibility()
    if (!isLoading && page?.querySelector('.slidev-layout') && page.checkVisibility()) break
    await frame()
  }
  await settled()
  return nav().clicksTotal
}

/** Where the deck is. */
export function where() {
  const { currentSlideNo, clicks, clicksTotal, total } = nav()
  const slide = shown()
  const live = slide.querySelectorAll('[aria-live]:not([role=log])')
  return {
    slide: currentSlideNo,
    clicks,
    clicksTotal,
    total,
    title: slide.querySelector('h1')?.innerText.trim().replace(/\s+/g, ' ') ?? '',
    text: slide.innerText,
    heard: [...live].map(({ textContent }) => textContent?.trim() ?? '').join(' '),
  }
}

/** Makes the figures on the slide that is shown the same whatever was built. */
export const zeroFigures = () => zeroFiguresIn(shown())

/** The layout defects of the slide that is shown. */
export function layout(): Defect[] {
  const canvas = document.querySelector('#slide-content')
  if (!(canvas instanceof HTMLElement)) throw new Error('There is no slide canvas')
  return defectsOf(shown(), canvas, false)
}

/** Whether every page of Slidev's print view is drawn, and all that Slidev's export waits for is there. */
export function isPrinted(): boolean {
  const pages = [...document.querySelectorAll('.print-slide-container')]
  return (
    pages.length > 0 &&
    pages.every((page) => page.querySelector('.slidev-layout')) &&
    [...document.querySelectorAll('[data-waitfor]')].every((element) =>
      element.querySelector(element.getAttribute('data-waitfor') ?? ''),
    )
  )
}

/** The layout defects of every page of Slidev's print view, with the page's own id: slide and step. */
export function printLayout(): { page: string; defects: Defect[] }[] {
  return [...document.querySelectorAll('.print-slide-container')].flatMap((canvas) => {
    const slide = canvas.querySelector('.slidev-page')
    if (!(canvas instanceof HTMLElement) || !(slide instanceof HTMLElement)) return []
    canvas.scrollIntoView()
    return [{ page: canvas.id, defects: defectsOf(slide, canvas, true) }]
  })
}

export { motion, takeLongestTask, takeShift, watchMotion } from './motion.ts'
