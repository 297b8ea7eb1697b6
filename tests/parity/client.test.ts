import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianClient, installedClient, ourClient, type Client } from './clients.node.ts'
import { compare, transcript, type Comparison } from './compare.ts'
import { shownStep, stepOf, type CommandList } from './list.ts'
import { DIFFERENT } from './different.ts'
import { lists } from './lists/index.ts'
import { podman } from './lists/podman.ts'
import { CHANGED, reworded } from './newer.ts'
import { runList, type Result } from './run.node.ts'
import { keepEngine, openEngine } from './servers.node.ts'
import { VARYING } from './varying.ts'

const newer = await installedClient()
const ours = new Map<string, Promise<Result[]>>()
const compared: Comparison[] = []
const engines = { reference: keepEngine(), newer: keepEngine(), ours: keepEngine() }
let reference: Client
let us: Client

beforeAll(async () => {
  reference = await debianClient()
  us = await ourClient()
})
afterAll(async () => {
  for (const engine of Object.values(engines)) await engine.close()
})

function run(side: keyof typeof engines, client: Client, list: CommandList): Promise<Result[]> {
  return runList(client, list, list.newMachine ? openEngine : engines[side].open)
}

/** Our side of a list, which is the same whatever it is compared with. */
function runOurs(list: CommandList): Promise<Result[]> {
  const known = ours.get(list.name) ?? run('ours', us, list)
  ours.set(list.name, known)
  return known
}

function expectEqual(comparisons: readonly Comparison[]) {
  expect(transcript(comparisons, 'ours')).toEqual(transcript(comparisons, 'reference'))
}

describe('Docker’s client 20.10 and ours print the same and end alike', () => {
  it.each(lists)('$name', async (list) => {
    const theirs = await run('reference', reference, list)
    const comparisons = compare(list, theirs, await runOurs(list))
    compared.push(...comparisons)
    expectEqual(comparisons.filter(({ step }) => !DIFFERENT.has(step)))
  })

  it('in at least 250 commands, of which at most 40 are about help and usage', () => {
    const commands = compared.filter(({ step }) => step.startsWith('docker '))
    const usage = commands.filter(({ reference }) => /^Usage: /m.test(reference))
    expect(usage.map(({ step }) => step).slice(40)).toEqual([])
    expect(commands.length - usage.length).toBeGreaterThanOrEqual(250)
  })

  it('but for five at most that are none of the everyday ones', () => {
    expect(DIFFERENT.size).toBeLessThanOrEqual(5)
    const everyday = ['run', 'ps', 'exec', 'logs', 'images', 'inspect']
    const verbs = [...DIFFERENT].flatMap((step) => step.split(' ').slice(1, 3))
    expect(verbs.filter((verb) => everyday.includes(verb))).toEqual([])
    const given = lists.flatMap(({ steps }) => steps.map(shownStep))
    expect([...DIFFERENT].filter((step) => !given.includes(step))).toEqual([])
  })

  it('and what differs or is masked is in the docs', async () => {
    const docs = await readFile('docs/parity.md', 'utf8')
    const unnamed = [...DIFFERENT].filter((step) => !docs.includes(`\`${step}\``))
    expect(unnamed).toEqual([])
    const varies = [...lists, podman].flatMap(({ steps }) =>
      steps.flatMap((step) => stepOf(step).varies ?? []),
    )
    const kinds = new Set(varies.map(({ kind }) => kind))
    expect([...kinds].toSorted()).toEqual(VARYING.toSorted())
    expect(VARYING.filter((kind) => !docs.includes(`| ${kind} |`))).toEqual([])
  })
})

describe.skipIf(!newer)('the newer client that is installed here and ours, too', () => {
  it.each(lists.filter((list) => list.newer !== false))('$name', async (list) => {
    if (!newer) return
    const theirs = await run('newer', newer, list)
    const comparisons = compare(list, theirs, await runOurs(list), reworded)
    expectEqual(comparisons.filter(({ step }) => !DIFFERENT.has(step) && !CHANGED.has(step)))
  })
})
