/** What a page's main thread is kept busy with, by Chromium's own trace. */

import type { Browser, Page } from 'playwright-chromium'
import * as v from 'valibot'

const Trace = v.object({
  traceEvents: v.array(
    v.object({
      name: v.string(),
      pid: v.number(),
      tid: v.number(),
      tdur: v.optional(v.number()),
      args: v.optional(v.object({ name: v.optional(v.unknown()) })),
    }),
  ),
})

/**
 * The longest task of the main thread while something is done, in milliseconds of processor time: unlike the time that
 * passes, other programs on the computer hardly lengthen it.
 */
export async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<unknown>,
): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel'] })
  await act()
  const text = new TextDecoder().decode(await browser.stopTracing())
  const { traceEvents } = v.parse(Trace, JSON.parse(text))
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  )
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) =>
      name.endsWith('RunTask') &&
      threads.some((thread) => thread.pid === pid && thread.tid === tid),
  )
  if (tasks.length === 0) throw new Error('The trace has no task of a page')
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000
}
