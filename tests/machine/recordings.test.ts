import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { OutputStream } from '../../docker/host/door.ts'
import { Recording } from '../../composables/snippet/recording.ts'
import {
  readSnippet,
  recordingFile,
  runSnippet,
  snippetNames,
  TRACED,
} from '../../scripts/snippets.node.ts'

/** What another build of the same packages, another day or another run changes. */
const VOLATILE: [RegExp, string][] = [
  [/sha256:[0-9a-f]{64}/g, '<digest>'],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b[0-9a-f]{12}\b/g, '<short id>'],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}\S*/g, '<time>'],
  [/\b(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago\b/g, '<age>'],
  [/Linux \d+\.[\w.-]*\w/g, 'Linux <kernel>'],
  [/\b\d+\.\d+\.\d+-[\w.-]*\w/g, '<kernel>'],
  [/\b\d+(?:\.\d+)+\b/g, '<version>'],
  [/\b(?:\d+|<version>) ?[kM]?B\b/g, '<size>'],
]

/** What each stream said: how the two interleave is the scheduler's affair. */
function masked(output: Recording['output'], stream: OutputStream | 'command'): string {
  const text = output.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join('')
  return VOLATILE.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), text)
}

/**
 * What befell each container and image in its order. Two that end at once end in any order: that is the scheduler's
 * affair too.
 */
function storiesOf(events: Recording['events']): string[][] {
  const stories = new Map<string, string[]>()
  for (const { Type, Action, Actor } of events) {
    const story = stories.get(Actor.ID) ?? []
    stories.set(Actor.ID, [...story, `${Type} ${Action}`])
  }
  return [...stories.values()]
}

/** Layers are pulled side by side: their lines come in any order. */
const sorted = (text: string) => text.split('\n').sort()

const names = await snippetNames()

test('there are snippets', () => expect(names).toContain('greet'))

test.each(names)('the recording of %s.sh is what the machine prints', async (name) => {
  const recording = v.parse(Recording, JSON.parse(await readFile(recordingFile(name), 'utf8')))
  const script = await readSnippet(name)
  expect(recording.script).toBe(script)
  const now = await runSnippet(script, { traced: TRACED.includes(name) })
  expect(now.exitCode).toBe(recording.exitCode)
  expect(masked(now.output, 'stdout')).toBe(masked(recording.output, 'stdout'))
  expect(sorted(masked(now.output, 'stderr'))).toEqual(sorted(masked(recording.output, 'stderr')))
  expect(masked(now.output, 'command')).toBe(masked(recording.output, 'command'))
  expect(storiesOf(now.events)).toEqual(storiesOf(recording.events))
  const steps = (trace: Recording['trace']) => trace?.map(({ step }) => step).sort()
  expect(steps(now.trace)).toEqual(steps(recording.trace))
})
