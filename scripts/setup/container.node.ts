import { join } from 'node:path'
import { build } from 'esbuild'
import type { MachineManifest } from '../../docker/machine/manifest.ts'
import { run } from '../../docker/machine/build/run.ts'

/** Names of programs that can run a container here, best first. */
const ENGINES = ['docker', 'podman']

/** The first of Docker and Podman that answers here; undefined where neither does. */
export async function findContainerEngine(): Promise<string | undefined> {
  for (const engine of ENGINES) {
    // A client alone is not enough: it must reach an engine.
    const answers = await run(engine, ['info']).then(
      () => true,
      () => false,
    )
    if (answers) return engine
  }
  return undefined
}

/**
 * Does the build inside a `debian:bookworm` container, with Debian's own Node.
 * The project's folder is mounted, so that everything ends where it does on Debian.
 */
export async function buildInContainer(
  engine: string,
  project: string,
  cache: string,
  what: { machine: MachineManifest['kernel'] | undefined; images: boolean },
): Promise<void> {
  await bundleForDebian(project, cache)
  const script = containerScript(what)
  const args = ['run', '--rm', '-v', `${project}:/project`, 'debian:bookworm', 'sh', '-ec', script]
  await run(engine, args, { log: join(cache, 'container.log') })
}

/** One file that Debian 12's Node runs: the project's dependencies were installed for another system. */
export async function bundleForDebian(project: string, cache: string): Promise<void> {
  await build({
    entryPoints: [join(project, 'scripts/setup/inside.node.ts')],
    outfile: join(cache, 'inside.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    // The SBOM's library looks for these and goes without them.
    external: ['ajv*', 'libxmljs2', 'xmlbuilder2'],
    // What packages that are CommonJS have around them.
    banner: {
      js: [
        "import { createRequire as makeRequire } from 'node:module'",
        'const require = makeRequire(import.meta.url)',
        'const __dirname = new URL(".", import.meta.url).pathname',
      ].join('\n'),
    },
    logLevel: 'error',
  })
}

/** What the container's shell does, with the project at `/project`. */
export function containerScript(what: {
  machine: MachineManifest['kernel'] | undefined
  images: boolean
}): string {
  const args = [what.machine ? `--machine=${what.machine}` : '', what.images ? '--images' : '']
  return [
    'export DEBIAN_FRONTEND=noninteractive',
    'apt-get update || true',
    'apt-get install --yes --no-install-recommends nodejs',
    `node --experimental-global-webcrypto /project/.cache/inside.mjs ${args.join(' ')}`,
  ].join('\n')
}
