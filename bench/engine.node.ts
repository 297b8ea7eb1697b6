import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { packTar } from 'modern-tar'
import { openDockerNode } from '../docker/host/node.ts'
import { projectFolder } from '../scripts/project.node.ts'
import { registryWith, sha256 } from '../tests/machine/registry.ts'
import { setUpPodman } from '../tests/parity/servers.node.ts'
import { measured, type Figure } from './figures.ts'

const TIMES = 3
const TOGETHER = 16
const LAYER = 10_000_000
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** Runs one command of an engine; rejects where it fails. */
type Command = (...argv: string[]) => Promise<void>

/** An engine that is measured. */
interface Candidate {
  command: Command
  image: string
  /** Pulls the image with the large layer. */
  pull: Command
  /** Removes that image. */
  forget: Command
  close(): Promise<void>
}

/** Times of commands on our engine, each beside Podman doing the same natively on this computer. */
export async function engineFigures(): Promise<Figure[]> {
  const fetch = registryWith([await largeImage()])
  const ours = await measureAll(await openOurs(fetch))
  const peer = await measureAll(await openPodman(fetch)).catch((error: unknown) => {
    console.error(`Podman was not measured: ${error instanceof Error ? error.message : error}`)
    return undefined
  })
  return Object.entries(ours).map(([what, runs]) => {
    const beside = peer?.[what]
    return { ...measured(what, 's', runs), ...(beside && { peer: beside }) }
  })
}

async function measureAll({ command, image, pull, forget, close }: Candidate) {
  const figures: Record<string, number[]> = {}
  const time = async (what: string, work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    const runs = (figures[what] ??= [])
    runs.push((performance.now() - started) / 1000)
  }
  try {
    const sleeper = [image, 'sleep', '100000']
    const text = `yes ${'0123456789'.repeat(6)}01 | head -n 16000`
    await command('run', '-d', '--name', 'box', ...sleeper)
    await command('run', '--name', 'talker', image, 'sh', '-c', text)
    for (let run = 0; run < TIMES; run++) {
      const name = `box${run}`
      await time('create', () => command('create', '--name', name, ...sleeper))
      await time('start', () => command('start', name))
      await command('rm', '-f', name)
      await time('exec', () => command('exec', 'box', 'true'))
      await time('ps', () => command('ps', '-a'))
      await time('logs of 1 MB', () => command('logs', 'talker'))
      await time('pull of a 10 MB layer', () => pull())
      await forget()
      await time(`${TOGETHER} containers at once`, () =>
        Promise.all(
          Array.from({ length: TOGETHER }, (_, at) =>
            command('run', '-d', '--name', `many${at}`, ...sleeper),
          ),
        ),
      )
      await command('rm', '-f', ...Array.from({ length: TOGETHER }, (_, at) => `many${at}`))
    }
    return figures
  } finally {
    await close()
  }
}

type Fetch = ReturnType<typeof registryWith>

async function openOurs(fetch: Fetch): Promise<Candidate> {
  const session = openDockerNode(join(projectFolder, 'public'), fetch)
  const command: Command = async (...argv) => {
    let said = ''
    const exitCode = await session.command(argv, {
      stdout: () => undefined,
      stderr: (bytes) => void (said += new TextDecoder().decode(bytes)),
    })
    if (exitCode !== 0) throw new Error(`docker ${argv.join(' ')}: ${said}`)
  }
  await session.machine()
  await command('run', '--rm', 'base', 'true')
  return {
    command,
    image: 'base',
    pull: () => command('pull', 'large'),
    forget: () => command('rmi', 'large'),
    close: () => session.close(),
  }
}

async function openPodman(fetch: Fetch): Promise<Candidate> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-podman-'))
  const { storage, env } = await setUpPodman(folder)
  const server = createServer((request, response) => {
    void fetch(`http://localhost${request.url}`, {}).then(async (answer) => {
      const isManifest = request.url?.includes('/manifests/') ?? false
      response.writeHead(answer.ok || request.url === '/v2/' ? 200 : 404, {
        'Content-Type': isManifest ? MANIFEST : 'application/octet-stream',
      })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const large = `127.0.0.1:${port}/library/large`
  const execute = promisify(execFile)
  const command: Command = async (...argv) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 1e8 }
    await execute('podman', [...storage, ...argv], options)
  }
  return {
    command,
    image: 'localhost/busybox',
    pull: () => command('pull', '--tls-verify=false', large),
    forget: () => command('rmi', large),
    async close() {
      await command('rm', '-af', '--time', '0').catch(() => undefined)
      server.close()
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    },
  }
}

/** An image with one layer, whose content does not compress. */
async function largeImage() {
  const body = new Uint8Array(randomBytes(LAYER))
  const layer = await packTar([{ header: { name: 'large', size: body.length }, body }])
  return {
    repository: 'library/large',
    tag: 'latest',
    config: {
      architecture: '386',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
      history: [{ created_by: 'random bytes' }],
    },
    layers: [layer],
    layerType: 'application/vnd.oci.image.layer.v1.tar',
  }
}
