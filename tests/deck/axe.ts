/** Looks for what keeps people from using a page. */

import { createRequire } from 'node:module'
import type { Page } from 'playwright-chromium'
import * as v from 'valibot'

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const Results = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
  passes: v.array(v.object({ id: v.string() })),
})

/** What axe finds in the part of the page that a selector names, and the rules that it passed. */
export async function audit(page: Page, part: string) {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: script })
  const found: unknown = await page.evaluate(`axe.run(${JSON.stringify(part)})`)
  const { violations, passes } = v.parse(Results, found)
  return {
    violations: violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    ),
    passed: passes.map(({ id }) => id),
  }
}
