import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { deckFolder, launch, recorded, serveDeck } from './site.ts'
import { Slides } from './slides.ts'

/** A statement that the talk is made from, and the title of the slide that makes it. */
interface Statement {
  says: string
  on: string
}

/** In the order of the talk, and in the words of its slides. */
const STATEMENTS: readonly Statement[] = [
  { says: 'How to think about images and containers', on: 'Image vs Container' },
  { says: 'Building Software Better With Docker', on: 'Where we left off: why containers' },
  { says: 'introduced Docker, defined containers', on: 'Where we left off: why containers' },
  {
    says: 'improve the software development process: a mental model',
    on: 'Where we left off: why containers',
  },
  { says: 'the technicalities of containers', on: 'Where we left off: why containers' },
  {
    says: 'A container is a running instance of an image',
    on: 'A container is a running instance of an image',
  },
  {
    says: 'We call the image simply the image, and its running instance the container',
    on: 'A container is a running instance of an image',
  },
  { says: 'The portable artifact', on: 'Two faces of one thing' },
  { says: 'The isolated OS environment', on: 'Two faces of one thing' },
  {
    says: 'The packaged application with all dependencies and configurations',
    on: 'Two faces of one thing',
  },
  {
    says: 'The running instance with the application running inside it',
    on: 'Two faces of one thing',
  },
  { says: 'a stack of other images, layered on top of each other', on: 'An image is a stack' },
  { says: 'depends on the image layers below it', on: 'An image is a stack' },
  {
    says: 'The topmost image layer is the one with the actual application',
    on: 'An image is a stack',
  },
  { says: 'Between: dependencies or run-times', on: 'An image is a stack' },
  { says: 'intermediate layer, supports the application', on: 'An image is a stack' },
  {
    says: 'The bottom-most image layer is called the base image',
    on: 'A small base keeps the image small',
  },
  { says: 'Linux distribution, like Alpine', on: 'A small base keeps the image small' },
  {
    says: 'small size ensures that the overall container image stays small',
    on: 'A small base keeps the image small',
  },
  { says: 'docker run IMAGE', on: '$ docker run IMAGE' },
  { says: 'starts a container from an image named IMAGE', on: '$ docker run IMAGE' },
  {
    says: 'A container is a running OS environment',
    on: 'A container is a running OS environment',
  },
  {
    says: 'created when its corresponding image is executed',
    on: 'A container is a running OS environment',
  },
  {
    says: '-p 8080:80 publishes that; without -p nobody outside reaches it',
    on: 'A container serves: publish its port',
  },
  {
    says: 'How is this OS environment different from what a VM provides?',
    on: 'A VM brings a kernel, a container shares one',
  },
  { says: 'Both are virtualization tools', on: 'A VM brings a kernel, a container shares one' },
  {
    says: 'virtualize different parts of the OS',
    on: 'A VM brings a kernel, a container shares one',
  },
  { says: 'smaller size', on: 'Smaller, faster, wider: measured here' },
  { says: 'faster speed', on: 'Smaller, faster, wider: measured here' },
  { says: 'wider compatibility', on: 'Smaller, faster, wider: measured here' },
  {
    says: 'An image is to a container what a class is to an object',
    on: 'Like a class and its object',
  },
  { says: 'the instance at run time', on: 'Like a class and its object' },
  // Where the two images that the talk uses would be taken too literally.
  {
    says: 'its own configuration, and a kernel that no image carries',
    on: 'Where the analogy stops',
  },
]

/** Letters and digits alone: a PDF has no spaces, only gaps, and lines break where the layout wants. */
const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

// In the order in which the page draws: columns that stand side by side stay apart.
const pages = execFileSync('pdftotext', ['-raw', join(deckFolder, 'image-vs-container.pdf'), '-'], {
  maxBuffer: 64 * 1024 * 1024,
})
  .toString()
  .split('\f')
  .map(letters)

/** What each slide says over all its steps, by its title. */
const said = new Map<string, string>()

beforeAll(async () => {
  const browser = await launch()
  const site = await serveDeck()
  const deck = await Slides.open(browser, site.url)
  for await (const { title, text } of deck.steps())
    said.set(title, (said.get(title) ?? '') + letters(text))
  await browser.close()
  await site.close()
})

test.each(STATEMENTS)('“$on” says: $says', ({ says, on }) => {
  expect([...said.keys()]).toContain(on)
  expect(said.get(on)).toContain(letters(says))
})

test.each(STATEMENTS)('the PDF’s page of “$on” says: $says', ({ says, on }) => {
  const page = pages.find((text) => text.startsWith(letters(on)) || text.includes(letters(on)))
  expect(page).toContain(letters(says))
})

test('the PDF has the recorded output, with its date', async () => {
  const { lines, day } = await recorded('greet')
  for (const text of [...lines, day]) expect(pages.join('')).toContain(letters(text))
})
