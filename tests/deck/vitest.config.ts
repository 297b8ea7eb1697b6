import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'deck',
    dir: import.meta.dirname,
    globalSetup: [`${import.meta.dirname}/build.ts`],
    // Browsers and emulated machines share few processors; the limits only catch what hangs.
    fileParallelism: false,
    sequence: { groupOrder: 3 },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
