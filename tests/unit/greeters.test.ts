import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { greeterCommands, readGreeting } from '../../composables/compare/greeters.ts'
import { blocksOf } from '../../composables/snippet/blocks.ts'
import { recordedOutput } from '../../composables/snippet/recordedOutput.ts'
import { Recording } from '../../composables/snippet/recording.ts'
import * as v from 'valibot'
import { Greeter } from '../../snippets/Greeter.ts'

const read = (path: string) =>
  readFileSync(new URL(`../../snippets/${path}`, import.meta.url), 'utf8')

describe('the class and the image', () => {
  const commands = greeterCommands(read('greeters.sh'))
  const recording = v.parse(Recording, JSON.parse(read('recorded/greeters.json')))
  const blocks = blocksOf(recordedOutput(recording).lines)

  it('come from one script', () => {
    expect(commands).toHaveLength(3)
    expect(blocks.map(({ command }) => command)).toEqual(commands.map(({ command }) => command))
  })

  it.each(commands.map(({ name }, i) => ({ name, i })))('greet $name alike', ({ name, i }) => {
    const said = readGreeting(blocks[i]?.lines ?? [])
    expect(said?.text).toBe(new Greeter(name).greet())
    expect(said?.id).toMatch(/^[0-9a-f]{12}$/)
  })
})

describe('greeterCommands', () => {
  it('leaves out what is no run, and a name that is not given', () => {
    expect(greeterCommands('# two\n\ndocker run greet\ndocker ps\n')).toEqual([
      { command: 'docker run greet', name: undefined },
    ])
  })
})

describe('readGreeting', () => {
  it('waits for the line that has the id', () => {
    expect(readGreeting([])).toBeUndefined()
    expect(readGreeting(['Hello, Ada!'])).toBeUndefined()
    expect(readGreeting(['Hello, Ada!', 'docker: no such image'])).toBeUndefined()
  })
})
