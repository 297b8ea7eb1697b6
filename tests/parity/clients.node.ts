import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { run } from '../../docker/machine/build/run.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { unpackedPackage } from './debian.node.ts'

/** A docker command line. */
export interface Client {
  name: string
  /** Program and first arguments; docker's words follow. */
  command: readonly string[]
}

/** The reference: the client of Debian 12's package docker.io, unpacked and never installed. */
export async function debianClient(): Promise<Client> {
  const program = join(await unpackedPackage('docker.io'), 'usr/bin/docker')
  return { name: 'Debian’s docker', command: [program] }
}

/** The client that is installed here, where it is a newer one. */
export async function installedClient(): Promise<Client | undefined> {
  // In a list's own PATH, `docker` is a script that starts this very client.
  const program = (await run('sh', ['-c', 'command -v docker']).catch(() => '')).trim()
  const version = program === '' ? '' : await run(program, ['--version']).catch(() => '')
  const major = Number(/^Docker version (\d+)\./.exec(version)?.[1] ?? 0)
  return major > 20 ? { name: version.trim(), command: [program] } : undefined
}

/** Our command line as `npm run docker` has it, bundled and divided, since each command loads it afresh. */
export async function ourClient(): Promise<Client> {
  const outdir = join(tmpdir(), `docker-parity-${process.pid}`)
  await build({
    entryPoints: { docker: join(projectFolder, 'scripts/docker.node.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  })
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))
  return { name: 'ours', command: [process.execPath, '--', join(outdir, 'docker.mjs')] }
}
