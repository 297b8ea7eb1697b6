import { expect, test } from 'vitest'
import { blocksOf, matchRows } from '../../composables/snippet/blocks.ts'
import { recordedOutput } from '../../composables/snippet/recordedOutput.ts'
import { readSnippet, runSnippet } from '../../scripts/snippets.node.ts'

test('two containers have one kernel, booted once, and two host names', async () => {
  const script = await readSnippet('kernel')
  const { exitCode, output, events } = await runSnippet(script)
  expect(exitCode).toBe(0)
  const recording = { script, recordedAt: '', versions: {}, exitCode, output, events }
  const [hostname, kernel, bootId] = matchRows(blocksOf(recordedOutput(recording).lines))
  expect(hostname?.equal).toBe(false)
  expect(kernel?.equal).toBe(true)
  expect(bootId?.equal).toBe(true)
  expect(bootId?.values[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
})
