import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { median } from '../../bench/figures.ts'
import {
  EXEC_BUDGET,
  execCosts,
  firstRunCosts,
  runCosts,
  TYPED_BUDGET,
  typedRunCosts,
} from '../../bench/machine.node.ts'
import { MachineManifest } from '../../docker/machine/manifest.ts'
import { projectFolder } from '../../scripts/project.node.ts'

const file = join(projectFolder, 'public/machine/machine.json')
const manifest = v.parse(MachineManifest, JSON.parse(readFileSync(file, 'utf8')))
const slim = manifest.kernel === 'slim'

it('docker run --rm base true takes one round trip and no more instructions than planned', async () => {
  const costs = await runCosts(9)
  expect(costs.map(({ roundTrips }) => roundTrips)).toEqual(costs.map(() => 1))
  const planned = slim ? 6e6 : 9e6
  // A tenth more for the clock's ticks, of which a busy computer has more while the run lasts.
  expect(median(costs.map(({ instructions }) => instructions))).toBeLessThan(planned * 1.1)
})

it('the first docker run after a pull takes one round trip too', async () => {
  expect(await firstRunCosts()).toMatchObject([{ roundTrips: 1 }])
})

it('docker run typed in the shell takes no more instructions than planned', async () => {
  const planned = slim ? TYPED_BUDGET.slim : TYPED_BUDGET.stock
  expect(median(await typedRunCosts(9))).toBeLessThan(planned * 1.1)
})

it('docker exec takes no more instructions than planned', async () => {
  const costs = await execCosts(9)
  const planned = slim ? EXEC_BUDGET.slim : EXEC_BUDGET.stock
  expect(median(costs.map(({ instructions }) => instructions))).toBeLessThan(planned * 1.1)
})

it('the snapshot is no larger than planned', () => {
  expect(manifest.snapshot.size).toBeLessThanOrEqual(slim ? 5e6 : 11.5e6)
})
