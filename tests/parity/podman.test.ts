import { expect, it } from 'vitest'
import { debianClient, ourClient } from './clients.node.ts'
import { compare, transcript } from './compare.ts'
import { podman } from './lists/podman.ts'
import { runList } from './run.node.ts'
import { openPodman } from './servers.node.ts'

it('on Podman our command line does what Docker’s does', async () => {
  const reference = await runList(await debianClient(), podman, openPodman)
  const ours = await runList(await ourClient(), podman, openPodman)
  const comparisons = compare(podman, reference, ours)
  expect(transcript(comparisons, 'ours')).toEqual(transcript(comparisons, 'reference'))
})
