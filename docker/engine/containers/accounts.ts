import type { Machine } from '../../machine/machine.ts'
import { layerFolders, type Image } from '../images/image.ts'
import { containerPaths } from '../paths.ts'

/** The files in which a container's users and groups are; empty where it has none. */
export interface Accounts {
  passwd: string
  group: string
}

/** Whose accounts are read: an image's, with what its container has changed. */
export interface AccountSource {
  readonly id: string
  readonly image: Image
  /** Whether it may have changed anything. */
  readonly hasFolder: boolean
}

const FILES = ['etc/passwd', 'etc/group'] as const

/** What images have, which does not change. */
const known = new WeakMap<Machine, Map<string, Promise<Accounts>>>()

/** Reads a container's accounts; those of an image are read once. */
export async function readAccounts(
  machine: Machine,
  { id, image, hasFolder }: AccountSource,
): Promise<Accounts> {
  const ofImage = readImageAccounts(machine, image)
  if (!hasFolder) return ofImage
  const [own, { passwd, group }] = await Promise.all([
    Promise.all(FILES.map((file) => readFirst(machine, [`${containerPaths(id).upper}/${file}`]))),
    ofImage,
  ])
  return { passwd: own[0] ?? passwd, group: own[1] ?? group }
}

/** Reads an image's accounts, once: when it arrives, so that its first run need not ask the guest for them. */
export function readImageAccounts(machine: Machine, image: Image): Promise<Accounts> {
  const images = known.get(machine) ?? new Map<string, Promise<Accounts>>()
  known.set(machine, images)
  const accounts = images.get(image.id) ?? readImage(machine, image)
  images.set(image.id, accounts)
  return accounts
}

async function readImage(machine: Machine, image: Image): Promise<Accounts> {
  const folders = layerFolders(image)
  const [passwd, group] = await Promise.all(
    FILES.map((file) =>
      readFirst(
        machine,
        folders.map((folder) => `${folder}/${file}`),
      ),
    ),
  )
  return { passwd: passwd ?? '', group: group ?? '' }
}

/** The first of some files that is there. */
async function readFirst(machine: Machine, paths: readonly string[]): Promise<string | undefined> {
  const { output } = await machine.submit([
    { op: 'finally' },
    ...paths.map((path) => ({ op: 'read' as const, path })),
  ]).done
  return output[0] === undefined ? undefined : new TextDecoder().decode(output[0])
}
