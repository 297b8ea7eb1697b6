import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Packages whose code a bundle of this file has in it. */
async function packagesIn(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    // What v86 asks Node for, where it runs there.
    loader: { '.wasm': 'empty' },
    external: ['node:*', 'crypto', 'fs', 'perf_hooks'],
    logLevel: 'silent',
  })
  const names = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return [...new Set(names)].sort()
}

test('NOTICE names every package in the worker, which LICENSES.md does not cover', async () => {
  const notice = await readFile('NOTICE', 'utf8')
  const packages = await packagesIn('docker/host/worker.ts')
  expect(packages).toContain('v86')
  const unnamed = packages.filter((name) => !new RegExp(`^ *${name}[ ,]`, 'm').test(notice))
  expect(unnamed).toEqual([])
})
