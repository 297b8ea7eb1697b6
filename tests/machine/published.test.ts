import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { MachineManifest } from '../../docker/machine/manifest.ts'
import { projectFolder } from '../../scripts/project.node.ts'

const at = (path: string) => join(projectFolder, path)
const sha256 = (path: string) =>
  createHash('sha256')
    .update(readFileSync(at(path)))
    .digest('hex')

const Hashes = v.array(v.object({ alg: v.literal('SHA-256'), content: v.string() }))
const Sbom = v.object({
  bomFormat: v.literal('CycloneDX'),
  specVersion: v.literal('1.6'),
  metadata: v.object({ component: v.object({ hashes: Hashes }) }),
  components: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      purl: v.string(),
      hashes: v.optional(Hashes),
      externalReferences: v.array(
        v.object({ type: v.literal('source-distribution'), url: v.string() }),
      ),
    }),
  ),
})

const manifest = v.parse(
  MachineManifest,
  JSON.parse(readFileSync(at('public/machine/machine.json'), 'utf8')),
)
const sbom = v.parse(Sbom, JSON.parse(readFileSync(at('public/machine/sbom.json'), 'utf8')))
const component = (name: string) => sbom.components.find((each) => each.name === name)

it('the manifest and the SBOM name the snapshot and the emulator that are there', () => {
  const snapshot = sha256('public/machine/snapshot.bin')
  expect(manifest.snapshot.sha256).toBe(snapshot)
  expect(sbom.metadata.component.hashes[0]?.content).toBe(snapshot)
  expect(component('v86')?.version).toBe(manifest.emulator)
  expect(component('v86')?.hashes?.[0]?.content).toBe(sha256('node_modules/v86/build/v86.wasm'))
})

it('the manifest has the time that the boot took, and its day', () => {
  // No PC boots a Linux in less, nor does set-up wait longer.
  expect(manifest.boot?.milliseconds).toBeGreaterThan(500)
  expect(manifest.boot?.milliseconds).toBeLessThan(120_000)
  expect(Date.parse(manifest.boot?.measuredAt ?? '')).toBeLessThanOrEqual(Date.now())
})

it('the SBOM has every downloaded package with its digest, and every one says where its source is', () => {
  const debs = sbom.components.filter(({ purl }) => /^pkg:deb\/.*arch=(i386|all)$/.test(purl))
  const files = debs.flatMap(({ name, version, hashes, purl }) => {
    const file = `${name}_${version.replaceAll(':', '%3a')}_${purl.replace(/.*arch=/, '')}.deb`
    const path = `.cache/apt/debs/${file}`
    if (!existsSync(at(path))) return []
    expect(hashes?.[0]?.content).toBe(sha256(path))
    return [name]
  })
  expect(files).toEqual(
    expect.arrayContaining([
      'busybox-static',
      'seabios',
      'libseccomp-dev',
      'libyajl-dev',
      'libcap-dev',
    ]),
  )
  expect(files.some((name) => /^linux-(image|source)-/.test(name))).toBe(true)
  for (const { name, externalReferences } of sbom.components)
    expect(externalReferences.length, name).toBeGreaterThan(0)
  const urls = (name: string) => component(name)?.externalReferences.map(({ url }) => url) ?? []
  expect(urls('busybox-static').some((url) => url.includes('/glibc/'))).toBe(true)
  expect(urls('libc6-dev-i386-cross').some((url) => url.includes('/glibc/'))).toBe(true)
})

it('NOTICE names every program that the SBOM lists', () => {
  /** Debian's names, where NOTICE calls the program otherwise. */
  const called: [RegExp, string][] = [
    [/^linux-image-.*/, 'Linux kernel'],
    [/^busybox-static$/, 'BusyBox'],
    [/^libc6-.*/, 'GNU C library'],
    [/^libgcc-.*/, 'libgcc'],
    [/^(lib\w+)-dev$/, '$1'],
    [/^libyajl$/, 'yajl'],
    [/^seabios$/, 'SeaBIOS'],
  ]
  const notice = readFileSync(at('NOTICE'), 'utf8')
  const names = sbom.components.map(({ name }) =>
    called.reduce((rest, [pattern, ours]) => rest.replace(pattern, ours), name),
  )
  expect(names.filter((name) => !new RegExp(`^ *${name}[ ,]`, 'm').test(notice))).toEqual([])
})
