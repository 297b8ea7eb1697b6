import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from '@slidev/parser/fs'
import { expect, test } from 'vitest'
import { needChromium } from '../../scripts/chromium.node.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { slidev } from '../../scripts/slidev.node.ts'
import { deckFolder } from './site.ts'

const guide = await readFile(join(projectFolder, 'docs/teaching.md'), 'utf8')

/** The cells of a section's table, row by row, without its head. */
function table(heading: string): string[][] {
  const section = guide.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const titles = (rows: string[][]) => rows.map(([title = '']) => title)

function minutes(rows: string[][]): number {
  const seconds = rows.map(([, time = '']) => {
    const [m, s] = time.split(':').map(Number)
    return (m ?? NaN) * 60 + (s ?? NaN)
  })
  return seconds.reduce((sum, next) => sum + next, 0) / 60
}

/** Letters and digits alone: a PDF has no spaces, only gaps. */
const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The letters of each page of a PDF. */
const textOf = (file: string) =>
  execFileSync('pdftotext', ['-raw', file, '-']).toString().split('\f').slice(0, -1).map(letters)

/** Compares an exported PDF with titles, a page for each. */
function expectPages(file: string, expected: string[]) {
  const pages = textOf(file)
  const found = expected.map((title, i) => (pages[i]?.includes(letters(title)) ? title : pages[i]))
  expect(found).toEqual(expected)
  expect(pages.length).toBe(expected.length)
}

const full = table('Twenty-five minutes')
const short = table('Ten minutes')

test('the guide has a time for every slide, 25 minutes in all', () => {
  expectPages(join(deckFolder, 'image-vs-container.pdf'), titles(full))
  expect(minutes(full)).toBe(25)
})

test('the short cut exports, and has the slides that the guide names', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'short-'))
  try {
    const file = join(folder, 'short.pdf')
    const browser = ['--executable-path', needChromium(), '--timeout', '120000']
    await slidev('export', 'short.md', '--output', file, ...browser)
    expectPages(file, titles(short))
    expect(minutes(short)).toBe(10)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the glossary is in order, and each word comes up on its slide or in its notes', async () => {
  const rows = table('Glossary')
  const words = rows.map(([word = '']) => word.toLowerCase())
  expect(words).toEqual([...words].sort((a, b) => a.localeCompare(b, 'en')))
  const places = rows.map(([, , place = '']) => place)
  expect(places.filter((place) => !titles(full).includes(place))).toEqual([])
  const { slides } = await load(
    { roots: [projectFolder], userRoot: projectFolder },
    join(projectFolder, 'slides.md'),
  )
  const pages = textOf(join(deckFolder, 'image-vs-container.pdf'))
  const strangers = rows.filter(([word = '', , place = '']) => {
    const slide = titles(full).indexOf(place)
    return !`${pages[slide]}${letters(slides[slide]?.note ?? '')}`.includes(letters(word))
  })
  expect(strangers).toEqual([])
})
