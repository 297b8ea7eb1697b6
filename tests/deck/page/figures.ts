/** Makes a slide's figures the same whatever the images and the machine were built from. Runs in the page. */

/** Digests and ids, sizes, times, dates and versions. */
const FIGURES =
  /\b[0-9a-f]{12,64}\b|\b\d[\d.,]*\s?(?:[kMG]?B|bytes|m?s|%)(?!\w)|\b\d{4}-\d\d-\d\d\b|\b\d+\.\d+\.\d+[\w.+-]*/g

/** Writes zeros for the digits of such figures, in the text of a slide. */
export function zeroFiguresIn(slide: Element): void {
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? ''
    const zeroed = text.replace(FIGURES, (figure) =>
      figure.replace(/^[0-9a-f]+$|\d/g, (digits) => '0'.repeat(digits.length)),
    )
    if (zeroed !== text) node.nodeValue = zeroed
  }
}
