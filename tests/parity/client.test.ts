import { beforeAll, describe, expect, it } from 'vitest'
import { debianClient, ourClient, type Client } from './clients.node.ts'
import { compare, transcript } from './compare.ts'
import { lists } from './lists/index.ts'
import { runList } from './run.node.ts'

describe('Docker’s client and ours print the same and end alike', () => {
  let reference: Client
  let us: Client

  beforeAll(async () => {
    reference = await debianClient()
    us = await ourClient()
  })

  it.each(lists)('$name', async (list) => {
    const comparisons = compare(list, await runList(reference, list), await runList(us, list))
    expect(transcript(comparisons, 'ours')).toEqual(transcript(comparisons, 'reference'))
  })
})
