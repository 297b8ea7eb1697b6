/**
 * Finds what is wrong with the layout of the slide that is shown, measured from what the browser drew.
 * Runs in the page; all sizes are pixels of the slide's canvas, whatever Slidev scales it to.
 *
 * - `outside`  text or a shape goes beyond the slide
 * - `overlap`  text on other text, or text that something covers
 * - `cut`      text that an `overflow` cuts off; on paper, text that one would have to scroll to
 * - `spill`    text that goes beyond the box that it is written in
 * - `small`    type under 18 px; 14 px in code (a monospaced font), footers, captions and sources
 * - `empty`    a box with nothing in it, an image that did not load, a slide without a word
 *
 * What is only for screen readers, and what is see-through, is not drawn, so it does not count. Of a text that is
 * drawn twice in one place, one copy counts. Boxes less than 60 px high or wide, and those without a border inside of
 * a drawing (`role="img"` or `aria-hidden`), are shapes, not frames.
 */

import * as dom from './dom.ts'
import type { Box } from './dom.ts'

export interface Defect {
  kind: 'outside' | 'overlap' | 'cut' | 'spill' | 'small' | 'empty'
  /** The text or element. */
  what: string
  detail: string
}

const MINIMUM = 18
const MINIMUM_SMALL = 14
const SMALL_IN = 'footer, figcaption, .source, code, pre, kbd, samp'
const FRAME = 60
/** Rounding, and what type designers let stick out. */
const SLACK = 1.5

interface Line {
  text: Text
  owner: Element
  /** The text as a person would quote it. */
  quote: string
  /** What its letters fill, less than the line's height. */
  ink: Box
}

const quote = (text: string) => {
  const plain = text.trim().replace(/\s+/g, ' ')
  return plain.length > 48 ? `${plain.slice(0, 47)}…` : plain
}
const px = (size: number) => `${Math.round(size * 10) / 10} px`

/** The defects of one slide. `slide` is its element, `canvas` the one that Slidev scales. */
export function defectsOf(slide: HTMLElement, canvas: HTMLElement, onPaper: boolean): Defect[] {
  const found = new Map<string, Defect>()
  const report = (kind: Defect['kind'], what: string, detail: string) => {
    found.set(`${kind} ${what} ${detail}`, { kind, what, detail })
  }

  const origin = canvas.getBoundingClientRect()
  const scale = origin.width / canvas.offsetWidth
  const toBox = (rect: DOMRect): Box => ({
    left: (rect.left - origin.left) / scale,
    top: (rect.top - origin.top) / scale,
    right: (rect.right - origin.left) / scale,
    bottom: (rect.bottom - origin.top) / scale,
  })
  const page: Box = { left: 0, top: 0, right: canvas.offsetWidth, bottom: canvas.offsetHeight }

  const seen = [...dom.visible(slide)]
  const elements = seen.filter((node) => node instanceof Element)
  const lines = seen.filter((node) => node instanceof Text).flatMap((text) => linesOf(text))

  function linesOf(text: Text): Line[] {
    const owner = text.assignedSlot ?? text.parentElement
    if (!owner) return []
    const range = document.createRange()
    range.selectNodeContents(text)
    const rects = [...range.getClientRects()].filter(
      ({ width, height }) => width > 0.5 && height > 0.5,
    )
    // Chromium gives a line that ends in an ellipsis twice: whole, and as far as it is drawn.
    const isWhole = (rect: DOMRect) =>
      rects.some(
        ({ left, top, width }) => left === rect.left && top === rect.top && width < rect.width,
      )
    const cut = rects.find(isWhole)
    if (cut) report('cut', quote(text.data), 'by an ellipsis')
    return rects
      .filter((rect) => !isWhole(rect))
      .map((rect) => {
        const { left, top, right, bottom } = toBox(rect)
        const ink = {
          left,
          top: top + (bottom - top) * 0.22,
          right,
          bottom: bottom - (bottom - top) * 0.16,
        }
        return { text, owner, quote: quote(text.data), ink }
      })
  }

  /** What is left of a box after all that cuts it; where `element` itself is the box, its own overflow does not. */
  function clipped(element: Element, box: Box, self: boolean): { box: Box; scrolls: boolean } {
    let scrolls = false
    for (const at of dom.upTo(slide, element)) {
      if (at === slide) break
      if (at === element && !self) continue
      const style = getComputedStyle(at)
      if (at instanceof HTMLElement && style.display === 'inline') continue
      const [x, y] = [style.overflowX !== 'visible', style.overflowY !== 'visible']
      if (!x && !y) continue
      const border = toBox(at.getBoundingClientRect())
      const left = border.left + (at.clientLeft || 0)
      const top = border.top + (at.clientTop || 0)
      const inside: Box =
        at instanceof HTMLElement
          ? { left, top, right: left + at.clientWidth, bottom: top + at.clientHeight }
          : border
      const next = {
        left: x ? Math.max(box.left, inside.left) : box.left,
        right: x ? Math.min(box.right, inside.right) : box.right,
        top: y ? Math.max(box.top, inside.top) : box.top,
        bottom: y ? Math.min(box.bottom, inside.bottom) : box.bottom,
      }
      const takes =
        dom.width(box) - dom.width(next) > SLACK || dom.height(box) - dom.height(next) > SLACK
      if (takes && /auto|scroll/.test(style.overflowX + style.overflowY)) scrolls = true
      box = next
    }
    return { box, scrolls }
  }

  const out = (box: Box) =>
    Math.max(
      page.left - box.left,
      page.top - box.top,
      box.right - page.right,
      box.bottom - page.bottom,
    )

  // Cut off, outside, and what is left to be seen of each line.
  const shown: Line[] = []
  for (const line of lines) {
    const { box, scrolls } = clipped(line.owner, line.ink, true)
    const lost = Math.max(
      dom.width(line.ink) - Math.max(0, dom.width(box)),
      dom.height(line.ink) - Math.max(0, dom.height(box)),
    )
    if (lost > SLACK && (!scrolls || onPaper)) report('cut', line.quote, `by ${px(lost)}`)
    if (dom.width(box) <= 1 || dom.height(box) <= 1) continue
    if (out(line.ink) > SLACK) report('outside', line.quote, `by ${px(out(line.ink))}`)
    shown.push({ ...line, ink: box })
  }
  for (const element of elements) {
    const drawn = dom.isPainted(element) || /^(?:img|svg|canvas)$/.test(element.localName)
    if (!drawn || element === slide || element.classList.contains('slidev-layout')) continue
    const { box } = clipped(element, toBox(element.getBoundingClientRect()), false)
    if (dom.width(box) <= 1 || dom.height(box) <= 1) continue
    if (out(box) > SLACK) report('outside', dom.nameOf(element), `by ${px(out(box))}`)
  }

  // Text over text.
  shown.forEach((a, index) => {
    for (const b of shown.slice(index + 1)) {
      if (a.text === b.text) continue
      const both = dom.meet(a.ink, b.ink)
      if (dom.width(both) <= 2 || dom.height(both) <= 2) continue
      const sameText = a.quote === b.quote && dom.width(both) > 0.9 * dom.width(a.ink)
      if (!sameText) report('overlap', a.quote, `and ${b.quote}`)
    }
  })

  // Text under something. Everything must be hit by the pointer for that, to ask the browser what lies on top.
  const hits = document.createElement('style')
  hits.textContent = '* { pointer-events: auto !important }'
  const roots = new Set([document, ...elements.map((element) => element.shadowRoot)])
  const sheets = [...roots].flatMap((root) => (root ? [{ root, sheet: hits.cloneNode(true) }] : []))
  for (const { root, sheet } of sheets) (root instanceof Document ? root.head : root).append(sheet)
  try {
    for (const { ink, owner, quote: text } of shown) {
      const y = (ink.top + ink.bottom) / 2
      const points = [0.08, 0.5, 0.92].map((part) => ink.left + part * dom.width(ink))
      const cover = points.map((x) =>
        coverOf(owner, origin.left + x * scale, origin.top + y * scale),
      )
      const by = cover.find((element) => element)
      if (by) report('overlap', text, `under ${dom.nameOf(by)}`)
    }
  } finally {
    for (const { sheet } of sheets) sheet.parentNode?.removeChild(sheet)
  }

  function coverOf(owner: Element, x: number, y: number): Element | undefined {
    let top = document.elementFromPoint(x, y)
    while (top?.shadowRoot) {
      const inner: Element | null = top.shadowRoot.elementFromPoint(x, y)
      if (!inner || inner === top) break
      top = inner
    }
    if (!top || !slide.contains(document.elementFromPoint(x, y))) return undefined
    const own = new Set(dom.upTo(slide, owner))
    for (const at of dom.upTo(slide, top)) {
      if (own.has(at)) return undefined
      if (dom.isOpaque(at)) return isHidden(at) ? undefined : at
    }
    return undefined
  }

  /** What waits for its step is there, and cannot be seen. */
  function isHidden(element: Element): boolean {
    return [...dom.upTo(slide, element)].some((at) => Number(getComputedStyle(at).opacity) < 0.1)
  }

  // Text beyond the box that it is in.
  for (const { owner, ink, quote: text } of shown) {
    for (const at of dom.upTo(slide, owner)) {
      if (at === slide || at instanceof SVGElement) break
      if (at instanceof HTMLElement && dom.isPainted(at)) {
        if (getComputedStyle(at).display === 'inline') break
        const box = toBox(at.getBoundingClientRect())
        const beyond = Math.max(
          box.left - ink.left,
          ink.right - box.right,
          box.top - ink.top,
          ink.bottom - box.bottom,
        )
        if (beyond > SLACK) report('spill', text, `out of ${dom.nameOf(at)} by ${px(beyond)}`)
        break
      }
      if (/absolute|fixed/.test(getComputedStyle(at).position)) break
    }
  }

  // Type that is too small.
  for (const { owner, quote: text } of shown) {
    const style = getComputedStyle(owner)
    const size = Number.parseFloat(style.fontSize) * magnification(owner)
    const isSmall =
      /^[^,]*mono/i.test(style.fontFamily) ||
      [...dom.upTo(slide, owner)].some((at) => at.matches(SMALL_IN))
    const least = isSmall ? MINIMUM_SMALL : MINIMUM
    if (size < least - 0.2) report('small', text, `${px(size)}, less than ${least}`)
  }

  /** By how much transforms between the canvas and an element enlarge its type. */
  function magnification(owner: Element): number {
    for (const at of dom.upTo(slide, owner)) {
      if (at instanceof SVGGraphicsElement) {
        const matrix = at.getScreenCTM()
        if (matrix) return Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c)) / scale
      }
      if (
        at instanceof HTMLElement &&
        at.offsetWidth > 0 &&
        getComputedStyle(at).display !== 'inline'
      )
        return at.getBoundingClientRect().width / at.offsetWidth / scale
    }
    return 1
  }

  // Frames with nothing in them.
  const filled = new Set<Element>()
  const fill = (element: Element | null) => {
    for (let at = element; at && !filled.has(at); at = at === slide ? null : dom.parent(at))
      filled.add(at)
  }
  for (const { owner } of shown) fill(owner)
  for (const element of elements) {
    const box = toBox(element.getBoundingClientRect())
    if (element instanceof HTMLImageElement) {
      if (element.complete && element.naturalWidth > 0) fill(element)
      else report('empty', dom.nameOf(element), 'the image has not loaded')
    } else if (/^(?:canvas|video|iframe|textarea|input|meter|progress)$/.test(element.localName)) {
      fill(element)
    } else if (element instanceof SVGGeometryElement && dom.width(box) + dom.height(box) > 4) {
      fill(element)
    } else if (element instanceof HTMLElement && dom.isPainted(element)) {
      // A shape that is drawn with boxes fills the box that it is in.
      const isShape = dom.width(box) < FRAME || dom.height(box) < FRAME
      if (isShape && dom.width(box) > 1 && dom.height(box) > 1) fill(element)
    }
  }
  for (const element of elements) {
    if (!(element instanceof HTMLElement) || filled.has(element) || element === slide) continue
    if (!dom.isPainted(element) || element.classList.contains('slidev-layout')) continue
    const isDrawn = element.closest('[role="img"], [aria-hidden="true"]') !== null
    if (isDrawn && dom.borders(getComputedStyle(element)) === 0) continue
    const box = toBox(element.getBoundingClientRect())
    if (dom.width(box) < FRAME || dom.height(box) < FRAME) continue
    report('empty', dom.nameOf(element), `${px(dom.width(box))} × ${px(dom.height(box))}`)
  }
  if (!shown.some(({ owner }) => !owner.closest('footer'))) report('empty', 'slide', 'no text')

  return [...found.values()]
}
