import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { MachineManifest } from '../manifest.ts'
import { buildAgent } from './agent.ts'
import type { Apt, Deb } from './apt.ts'
import { sourcesOf } from './apt.ts'
import { buildCrun } from './crun.ts'
import { buildInitramfs } from './initramfs.ts'
import { slimKernel, stockKernel } from './kernel.ts'
import { run } from './run.ts'
import type { Component } from './sbom.ts'
import { debComponent, debianPurl, debianSource, sbom } from './sbom.ts'
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
  const [busybox, tini, seabios] = await downloadPrograms(apt)
  const host = join(work, 'host')
  for (const deb of [busybox, tini, seabios]) await run('dpkg-deb', ['-x', deb.file, host])
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
      init: join(host, 'usr/bin/tini-static'),
      modules: kernel.modules,
    },
    work,
  )

  onProgress('booting the machine and saving its snapshot')
  // Beside it, so that a deck that is being served has a machine all the while.
  const unfinished = `${out}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const emulator = emulatorPackage(options.project)
  const snapshot = join(unfinished, 'snapshot.bin')
  const { info, bootMilliseconds } = await makeSnapshot(
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
    boot: { milliseconds: bootMilliseconds, measuredAt: new Date().toISOString().slice(0, 10) },
  }
  const packages = [...kernel.packages, busybox, tini, seabios]
  writeFileSync(
    join(unfinished, 'sbom.json'),
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
          sourceUrls: ['https://github.com/copy/v86'],
        },
        ...packages.map((deb) => debComponent(deb, 'In the machine as it is')),
        ...(await linkedLibraries()),
        ...crun.libraries.map((deb) => debComponent(deb, 'Linked into the machine’s crun')),
        {
          name: 'crun',
          version: crun.version,
          sha256: sha256(readFileSync(crun.file)),
          purl: debianPurl('crun', crun.version, 'source'),
          description: 'Container runtime, built statically from Debian’s source package',
          sourceUrls: [debianSource({ name: 'crun', version: crun.version })],
        },
      ],
    ),
  )
  writeFileSync(join(unfinished, 'machine.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  rmSync(out, { recursive: true, force: true })
  renameSync(unfinished, out)
}

/** The C library and the compiler's own, which the linker puts into crun and the agent. */
async function linkedLibraries(): Promise<Component[]> {
  const names = ['libc6-dev-i386-cross', 'libgcc-12-dev-i386-cross']
  const format = '${Package}|${Version}|${source:Package} (${source:Version})|${Built-Using}\n'
  const text = await run('dpkg-query', ['-W', '-f', format, ...names])
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', source, builtUsing] = line.split('|')
      return {
        name,
        version,
        sha256: undefined,
        purl: debianPurl(name, version, 'all'),
        description: 'Linked into the machine’s crun and agent',
        sourceUrls: sourcesOf({ name, version, source, builtUsing }).map(debianSource),
      }
    })
}

async function downloadPrograms(apt: Apt): Promise<[Deb, Deb, Deb]> {
  const [busybox, tini, seabios] = await apt.download(['busybox-static', 'tini', 'seabios'])
  if (!busybox || !tini || !seabios) throw new Error('apt-get download left a package out')
  return [busybox, tini, seabios]
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
