/**
 * What runs in the frame beside a page, as its only script: it tells the deck of links, forms and keys. It is sent as
 * its own source text, so it may use nothing from outside of itself.
 *
 * @param hash part of the page to begin at, as an address has it (`#part`), or nothing
 */
export function runtime(hash: string): void {
  const tell = (message: object) => parent.postMessage(message, '*')
  // Not the element's own properties: fields of a form may have any of their names.
  const attribute = (element: Element, name: string) =>
    Element.prototype.getAttribute.call(element, name)
  const show = (fragment: string) =>
    document.getElementById(decodeURIComponent(fragment.slice(1)))?.scrollIntoView()

  const follow = (event: MouseEvent) => {
    const link = event
      .composedPath()
      .find((node) => node instanceof Element && /^(?:a|area)$/i.test(node.localName))
    if (!(link instanceof Element)) return
    event.preventDefault()
    const number = attribute(link, 'data-visit')
    if (number !== null) {
      tell({ type: 'visit', link: Number(number), keyboard: event.detail === 0 })
    } else {
      show(attribute(link, 'href') ?? '')
    }
  }
  addEventListener('click', follow, true)
  addEventListener('auxclick', follow, true)

  let pointed = false
  addEventListener('pointerdown', () => (pointed = true), true)
  addEventListener('keydown', () => (pointed = false), true)
  addEventListener(
    'submit',
    (event) => {
      event.preventDefault()
      const form = event.target
      if (!(form instanceof HTMLFormElement)) return
      const own = event.submitter && attribute(event.submitter, 'data-target')
      tell({
        type: 'submit',
        form: Number(own ?? attribute(form, 'data-target')),
        entries: [...new FormData(form, event.submitter)],
        keyboard: !pointed,
      })
    },
    true,
  )
  addEventListener(
    'keydown',
    (event) => {
      if (!['PageUp', 'PageDown', 'Escape'].includes(event.key)) return
      event.preventDefault()
      tell({ type: 'key', key: event.key })
    },
    true,
  )
  if (hash !== '') addEventListener('DOMContentLoaded', () => show(hash))
}
