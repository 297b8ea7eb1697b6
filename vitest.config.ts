import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Emulated machines at once: each keeps a processor busy. The time limits only catch what hangs. */
const MACHINES = 2

/** Starts with the longest file, so that no processor is left without work at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) =>
      moduleId.endsWith('parity/client.test.ts')
    const sorted = await super.sort(files)
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))]
  }
}

/** Milliseconds for what is to come true: on a busy computer, a machine takes its time. */
const POLL = { poll: { timeout: 30_000 } }

/** What measures hitches, what types as fast as people do, and what takes away files that other tests need. */
const ALONE = ['motion', 'terminal', 'export'].map((name) => `tests/deck/${name}.test.ts`)

const deck = {
  globalSetup: ['tests/deck/build.ts'],
  testTimeout: 120_000,
  hookTimeout: 300_000,
  expect: POLL,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'cost',
          include: ['tests/machine/cost.test.ts'],
          testTimeout: 240_000,
          // Alone: the more a computer has to do, the more ticks of the clock are in what is counted.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'machine',
          include: ['tests/machine/**/*.test.ts'],
          exclude: ['tests/machine/cost.test.ts'],
          maxWorkers: MACHINES,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: POLL,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'parity',
          include: ['tests/parity/**/*.test.ts'],
          maxWorkers: MACHINES,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...deck,
          name: 'deck',
          include: ['tests/deck/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: MACHINES,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...deck,
          name: 'deck, alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
