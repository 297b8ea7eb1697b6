/**
 * `npx tsx tests/deck/look.node.ts URL [SLIDES]`: what the layout check finds in a deck that is being served, by its dev
 * server say: every step of each slide, light and dark. SLIDES are numbers and ranges, as in `2-4,7`.
 */

import process from 'node:process'
import { launch } from './site.ts'
import { Slides, themes } from './slides.ts'

const [url, range] = process.argv.slice(2)
if (!url) {
  console.error('Usage: npx tsx tests/deck/look.node.ts URL [SLIDES]')
  process.exit(2)
}

const browser = await launch()
let defects = 0
const report = (where: string, lines: readonly string[]) => {
  defects += lines.length
  for (const line of lines) console.log(`${where}: ${line}`)
}

for (const colorScheme of themes) {
  const deck = await Slides.open(browser, url, { colorScheme })
  for await (const place of deck.steps(numbers(range))) {
    const { slide, clicks, title } = place
    report(`slide ${slide} “${title}”, step ${clicks}, ${colorScheme}`, await deck.layout())
  }
  report(`console, ${colorScheme}`, deck.errors)
  await deck.close()
}

await browser.close()
console.log(defects === 0 ? 'No defects found.' : `${defects} defects.`)
process.exitCode = defects === 0 ? 0 : 1

/** `2-4,7` as numbers; all where it is not given. */
function numbers(list: string | undefined): number[] | undefined {
  return list?.split(',').flatMap((part) => {
    const [from = 1, to = from] = part.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
