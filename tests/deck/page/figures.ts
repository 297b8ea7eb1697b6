/** Makes a slide's figures the same whatever the images and the machine were built from. Runs in the page. */

/**
 * What stands for digests and ids, measures, dates and versions. Measures and versions get a fixed number of zeros, so
 * that what stands beside them does not move when 9.08 MB become 9.1 MB.
 */
const FIGURES: [RegExp, (figure: string) => string][] = [
  [/\b[0-9a-f]{12,64}\b/g, (id) => '0'.repeat(id.length)],
  [/\b\d[\d.,]*(?=\s?(?:[kMG]?B|bytes|m?s|%)(?!\w))/g, () => '0.00'],
  [/\b\d{4}-\d\d-\d\d\b/g, () => '0000-00-00'],
  [/\b\d+\.\d+\.\d+[\w.+-]*/g, () => '0.0.0'],
]

/** Writes zeros for such figures, in the text of a slide. */
export function zeroFiguresIn(slide: Element): void {
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? ''
    const zeroed = FIGURES.reduce((rest, [pattern, zeros]) => rest.replace(pattern, zeros), text)
    if (zeroed !== text) node.nodeValue = zeroed
  }
}
