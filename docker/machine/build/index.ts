import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { MachineManifest } from '../manifest.ts'
import { buildAgent } from './agent.ts'
import type { Apt, Deb } from './apt.ts'
import { buildCrun } from './crun.ts'
import { buildInitramfs } from './initramfs.ts'
import { slimKernel, stockKernel } from './kernel.ts'
import { run } from './run.ts'
import type { Component } from './sbom.ts'
import { debianPurl, debianSource, sbom } from './sbom.ts'
import { makeSnapshot } from './snapshot.ts'

/** What {@link buildMachine} is given. */
export interface BuildMachineOptions {
  apt: Apt
  /** Debian's own kernel, or the small one that is built from Debian's kernel source. */
  kernel: MachineManifest['kernel']
  /** The project's folder, where the machine's sources and the emulator's package are. */
  project: string
  /** Private folder for what is downloaded and built; large and kept. */
  work: string
  /** Folder that gets `machine.json`, `sbom.json` and the snapshot. */
  out: string
  /** Told what is being done, in a few words. */
  onProgress: (doing: string) => void
}

/** Bytes of memory of the machine. */
const MEMORY = 256 * 1024 * 1024

/**
 * Builds the machine: the runtime, the agent, the first root; boots it and saves its snapshot with a
 * manifest and a CycloneDX SBOM.
 * @throws when a download, a build step or the boot fails; the message names it and its log.
 */
export async function buildMachine(options: BuildMachineOptions): Promise<void> {
  const { apt, work, out, onProgress } = options
  const sources = join(options.project, 'docker/machine')
  mkdirSync(work, { recursive: true })
  const log = join(work, 'build.log')
  rmSync(log, { force: true })

  onProgress('downloading packages')
  const [busybox, seabios] = await downloadTwo(apt)
  const host = join(work, 'host')
  for (const deb of [busybox, seabios]) await run('dpkg-deb', ['-x', deb.file, host])
  const kernel =
    options.kernel === 'slim'
      ? await slimKernel(apt, work, join(sources, 'build/slim.config'), log, onProgress)
      : await stockKernel(apt, work)
  onProgress('building crun')
  const crun = await buildCrun(apt, work, log)
  onProgress('building the agent')
  const agent = await buildAgent(join(sources, 'agent'), work, log)
  onProgress('assembling the first root')
  const initramfs = await buildInitramfs(
    {
      guest: join(sources, 'guest'),
      busybox: join(host, 'bin/busybox'),
      agent,
      crun: crun.file,
      modules: kernel.modules,
    },
    work,
  )

  onProgress('booting the machine and saving its snapshot')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const emulator = emulatorPackage(options.project)
  const snapshot = join(out, 'snapshot.bin')
  const info = await makeSnapshot(
    {
      wasm: emulator.wasm,
      bios: join(host, 'usr/share/seabios/bios.bin'),
      vgaBios: join(host, 'usr/share/seabios/vgabios-stdvga.bin'),
      kernel: kernel.image,
      initramfs,
    },
    MEMORY,
    snapshot,
    join(work, 'console.log'),
  )
  const content = readFileSync(snapshot)
  const manifest: MachineManifest = {
    emulator: emulator.version,
    snapshot: { file: 'snapshot.bin', size: content.length, sha256: sha256(content) },
    memory: MEMORY,
    kernel: options.kernel,
    kernelVersion: info.kernelVersion,
    crunVersion: crun.version,
  }
  const packages = [...kernel.packages, busybox, seabios]
  writeFileSync(
    join(out, 'sbom.json'),
    sbom(
      {
        name: 'machine',
        version: manifest.snapshot.sha256.slice(0, 12),
        sha256: manifest.snapshot.sha256,
        purl: `pkg:generic/machine@${manifest.snapshot.sha256.slice(0, 12)}`,
        description: 'Snapshot of the Linux machine that containers run on',
      },
      [
        {
          name: 'v86',
          version: emulator.version,
          sha256: sha256(readFileSync(emulator.wasm)),
          purl: `pkg:npm/v86@${emulator.version}`,
          description: 'Emulator of the PC; the digest is of v86.wasm',
          sourceUrl: 'https://github.com/copy/v86',
        },
        ...packages.map((deb) => debComponent(deb, 'In the machine as it is')),
        ...crun.libraries.map((deb) => debComponent(deb, 'Linked into the machine’s crun')),
        {
          name: 'crun',
          version: crun.version,
          sha256: sha256(readFileSync(crun.file)),
          purl: debianPurl('crun', crun.version, 'source'),
          description: 'Container runtime, built statically from Debian’s source package',
          sourceUrl: debianSource('crun', crun.version),
        },
      ],
    ),
  )
  // Last, since whoever finds it takes the machine for complete.
  writeFileSync(join(out, 'machine.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

async function downloadTwo(apt: Apt): Promise<[Deb, Deb]> {
  const [busybox, seabios] = await apt.download(['busybox-static', 'seabios'])
  if (!busybox || !seabios) throw new Error('apt-get download left a package out')
  return [busybox, seabios]
}

function debComponent(deb: Deb, description: string): Component {
  return {
    name: deb.name,
    version: deb.version,
    sha256: deb.sha256,
    purl: debianPurl(deb.name, deb.version, deb.architecture),
    description,
    sourceUrl: debianSource(deb.source, deb.sourceVersion),
  }
}

function emulatorPackage(project: string): { version: string; wasm: string } {
  const folder = join(project, 'node_modules/v86')
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(text))
  return { version, wasm: join(folder, 'build/v86.wasm') }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
