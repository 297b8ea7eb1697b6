/** Walks over what a slide draws. Runs in the page. */

/** A rectangle in pixels of the slide's canvas. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export const width = (box: Box) => box.right - box.left
export const height = (box: Box) => box.bottom - box.top

/** What two boxes have in common; of no size, or a negative one, where that is nothing. */
export function meet(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  }
}

/** Children as they are drawn: those of a shadow root, and what stands in its slots. */
export function children(node: Node): readonly Node[] {
  if (node instanceof Element && node.shadowRoot) return [...node.shadowRoot.childNodes]
  if (node instanceof HTMLSlotElement) {
    const assigned = node.assignedNodes()
    if (assigned.length > 0) return assigned
  }
  return [...node.childNodes]
}

/** The element that an element is drawn in. */
export function parent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot
  if (element.parentElement) return element.parentElement
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}

/** An element and what it is drawn in, up to the slide. */
export function* upTo(slide: Element, element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = parent(at)) {
    yield at
    if (at === slide) return
  }
}

/** Drawn for screen readers alone: a pixel's worth, cut away. */
function isForReaders(element: Element, style: CSSStyleDeclaration): boolean {
  if (style.position !== 'absolute' && style.position !== 'fixed') return false
  if (/^inset\(50%/.test(style.clipPath)) return true
  return element instanceof HTMLElement && element.offsetWidth <= 1 && element.offsetHeight <= 1
}

/** Every element and text of a slide that can be seen: not hidden, not see-through, not for screen readers alone. */
export function* visible(node: Node, opacity = 1): Generator<Element | Text> {
  if (node instanceof Text) {
    if (node.data.trim() !== '') yield node
    return
  }
  if (!(node instanceof Element)) return
  if (/^(?:style|script|template|defs|title|desc|marker|clipPath|mask)$/i.test(node.localName))
    return
  const style = getComputedStyle(node)
  const left = opacity * Number(style.opacity)
  if (style.display === 'none' || left < 0.04 || isForReaders(node, style)) return
  if (style.visibility === 'visible') yield node
  for (const child of children(node)) {
    if (child instanceof Text && style.visibility !== 'visible') continue
    yield* visible(child, left)
  }
}

/** Alpha of a computed colour. */
export function alpha(colour: string): number {
  if (colour === 'transparent' || colour === 'none') return 0
  const [, after] = /\/\s*([\d.]+)\)$/.exec(colour) ?? /^rgba\(.*,\s*([\d.]+)\)$/.exec(colour) ?? []
  return after === undefined ? 1 : Number(after)
}

/** Whether an element has an outline that can be seen. */
function hasOutline(style: CSSStyleDeclaration): boolean {
  const is = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1
  return is && alpha(style.outlineColor) > 0.1
}

/** How many sides of an element have a border that can be seen. */
export function borders(style: CSSStyleDeclaration): number {
  return (['top', 'right', 'bottom', 'left'] as const).filter((side) => {
    const get = (what: string) => style.getPropertyValue(`border-${side}-${what}`)
    return (
      get('style') !== 'none' && Number.parseFloat(get('width')) >= 1 && alpha(get('color')) > 0.1
    )
  }).length
}

/** Whether an element covers what is below it. */
export function isOpaque(element: Element): boolean {
  const style = getComputedStyle(element)
  if (/^(?:img|canvas|video)$/.test(element.localName)) return true
  if (element instanceof SVGGeometryElement)
    return alpha(style.fill) * Number(style.fillOpacity) > 0.5
  return alpha(style.backgroundColor) > 0.5 || style.backgroundImage.includes('gradient')
}

/** Whether an element has a shape of its own: a border or a background. */
export function isPainted(element: Element): boolean {
  const style = getComputedStyle(element)
  return borders(style) >= 3 || hasOutline(style) || isOpaque(element)
}

/** What a person would call an element. */
export function nameOf(element: Element): string {
  const name =
    element.classList.length > 0 ? `.${[...element.classList].slice(0, 2).join('.')}` : ''
  return `<${element.localName}${name}>`
}
