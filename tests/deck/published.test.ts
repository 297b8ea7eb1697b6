import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deckFolder } from './site.ts'

const read = (file: string) => readFile(join(deckFolder, file), 'utf8')

test('the built site carries the licences, and says what the machine is and where its sources are', async () => {
  expect(await read('LICENSE')).toContain('MIT License')
  const notice = await read('NOTICE')
  for (const what of ['Linux kernel', 'BusyBox', 'crun', 'SeaBIOS', 'v86', 'machine/sbom.json'])
    expect(notice).toContain(what)
  // What is bundled into the pages, by the bundler's own list.
  expect(await read('LICENSES.md')).toMatch(/^## vue/m)
  for (const file of ['machine/sbom.json', 'v2/sbom.json'])
    expect(await read(file)).toContain('source-distribution')
})

test('the built site names no file of another host', async () => {
  const html = await read('index.html')
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)
  expect(addresses.length).toBeGreaterThan(2)
  expect(addresses.filter((address) => /^(?:https?:)?\/\//.test(address ?? ''))).toEqual([])
})
