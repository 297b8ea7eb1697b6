import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deckFolder, recorded } from './site.ts'

/** The text that the deck is made from, in the words that may not get lost. */
const STATEMENTS = [
  'A container is a running instance of an image',
  'Building Software Better With Docker',
  'The portable artifact',
  'The isolated OS environment',
  'The packaged application with all dependencies and configurations',
  'The running instance with the application running inside it',
  'a stack of other images layered on top of each other',
  'depends on the image layers below it',
  'base image',
  'bottom-most image layer',
  'Linux distribution, like Alpine',
  'small size ensures that the overall container image stays small',
  'topmost image layer is the one with the actual application',
  'dependencies or run-times',
  'running OS environment',
  'virtualization tools',
  'different parts of the OS',
  'smaller size',
  'faster speed',
  'wider compatibility',
  'docker run IMAGE',
]

/** Letters and digits alone: a PDF has no spaces, only gaps, and lines break where the layout wants. */
const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

// In the order in which the page draws: columns that stand side by side stay apart.
const pdf = letters(
  execFileSync('pdftotext', ['-raw', join(deckFolder, 'image-vs-container.pdf'), '-']).toString(),
)

test.each(STATEMENTS)('the PDF says: %s', (statement) => {
  expect(pdf).toContain(letters(statement))
})

test('the PDF has the recorded output, with its date', async () => {
  const { lines, day } = await recorded('greet')
  for (const text of [...lines, day]) expect(pdf).toContain(letters(text))
})
