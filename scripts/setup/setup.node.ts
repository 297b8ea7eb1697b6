import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MachineManifest } from '../../docker/machine/manifest.ts'
import { buildArtifacts } from './artifacts.node.ts'
import { buildInContainer, findContainerEngine } from './container.node.ts'
import { installTools, isDebian12 } from './debian.node.ts'
import { buildShippedImages } from './images.node.ts'
import { withLock } from './lock.node.ts'
import { ARTIFACTS, inputsKey, readBuilt, writeBuilt } from './inputs.node.ts'

/** Neither the machine nor the images can be built here; the message says what would help. */
export class SetupUnavailable extends Error {
  override readonly name = 'SetupUnavailable'
}

/** How set-up tells what it does. */
export interface SetupDisplay {
  /** A line that stays. */
  say(message: string): void
  /** What one part is doing now. */
  progress(part: 'machine' | 'images', doing: string): void
}

/**
 * Builds the machine and the images where they are missing or their inputs have changed.
 *
 * @param kernel the kernel that the machine shall have; undefined keeps the one it has (Debian's own at first).
 * @throws {@link SetupUnavailable}, or an error that names the step that failed.
 */
export async function setUp(
  project: string,
  kernel: MachineManifest['kernel'] | undefined,
  display: SetupDisplay,
): Promise<void> {
  const cache = join(project, '.cache')
  mkdirSync(cache, { recursive: true })
  await withLock(
    join(cache, 'setup.lock'),
    (pid) => display.say(`Another set-up is running (process ${pid}); waiting for it.`),
    () => buildWhatIsMissing(project, cache, kernel, display),
  )
}

async function buildWhatIsMissing(
  project: string,
  cache: string,
  kernel: MachineManifest['kernel'] | undefined,
  display: SetupDisplay,
): Promise<void> {
  const built = readBuilt(project, cache)
  const keys = {
    machine: inputsKey(project, ARTIFACTS.machine),
    images: inputsKey(project, ARTIFACTS.images),
  }
  const wanted = kernel ?? built.machine?.kernel ?? 'stock'
  const machineIsThere = built.machine?.key === keys.machine && built.machine.kernel === wanted
  const what = {
    machine: machineIsThere ? undefined : wanted,
    images: built.images?.key !== keys.images,
  }
  if (!what.machine && !what.images) {
    display.say('The machine and the images are up to date.')
    return
  }
  if (isDebian12()) {
    await installTools(what.machine === 'slim', (message) => display.say(message))
    await buildArtifacts({
      project,
      cache,
      ...what,
      onProgress: (part, doing) => display.progress(part, doing),
      onWarning: (message) => display.say(message),
    })
  } else {
    const engine = await findContainerEngine()
    if (!engine)
      throw new SetupUnavailable(
        'The Linux machine and the images are made of Debian 12’s packages. This computer does not run Debian 12, and neither Docker nor Podman answers here, so they cannot be built: start Docker or Podman and run “npm run setup” again, or copy public/machine and public/v2 from a computer that has them. Without them the deck works and shows recorded output.',
      )
    display.progress(what.machine ? 'machine' : 'images', `building in a ${engine} container`)
    await buildInContainer(engine, project, cache, what)
  }
  const machine = { kernel: wanted, key: keys.machine }
  writeBuilt(cache, { ...built, machine })
  if (what.images)
    await buildShippedImages(project, cache, (doing) => display.progress('images', doing))
  writeBuilt(cache, { machine, images: { key: keys.images } })
}
