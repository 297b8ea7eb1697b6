import type { Machine } from '../../machine/machine.ts'
import { invalid } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { layerPath } from '../paths.ts'

/** Who the container's first process runs as, as the OCI runtime specification has it. */
export interface ProcessUser {
  uid: number
  gid: number
  additionalGids?: number[]
}

const MAX_ID = 2 ** 31 - 1

/**
 * Turns `name|uid[:group|gid]` into numbers. Numbers need no look into the image; names are looked up in the
 * topmost `/etc/passwd` and `/etc/group` of its layers, which takes a round trip to the guest.
 * @throws EngineError (400) in Docker's words if there is no such user or group.
 */
export async function resolveUser(
  user: string,
  image: Image,
  machine: Machine,
): Promise<ProcessUser> {
  const [name = '', group] = user.split(':', 2)
  if (name === '' && group === undefined) return { uid: 0, gid: 0 }
  if (isNumber(name || '0') && (group === undefined || isNumber(group))) {
    return { uid: number(name || '0'), gid: group ? number(group) : 0 }
  }
  const [passwd, groups] = await Promise.all([
    readFile(machine, image, 'etc/passwd'),
    readFile(machine, image, 'etc/group'),
  ])
  const account = isNumber(name || '0')
    ? { uid: number(name || '0'), gid: 0 }
    : findUser(passwd, name)
  if (group) {
    const gid = isNumber(group) ? number(group) : findGroup(groups, group)
    return { uid: account.uid, gid }
  }
  const additionalGids = entries(groups)
    .filter(([, , , members]) => members?.split(',').includes(name))
    .map(([, , gid]) => Number(gid))
  return { ...account, ...(additionalGids.length > 0 ? { additionalGids } : {}) }
}

function findUser(passwd: string, name: string): { uid: number; gid: number } {
  const entry = entries(passwd).find(([login]) => login === name)
  if (!entry) throw invalid(`unable to find user ${name}: no matching entries in passwd file`)
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

function findGroup(groups: string, name: string): number {
  const entry = entries(groups).find(([group]) => group === name)
  if (!entry) throw invalid(`unable to find group ${name}: no matching entries in group file`)
  return Number(entry[2])
}

function entries(file: string): string[][] {
  return file.split('\n').map((line) => line.split(':'))
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text)
}

function number(text: string): number {
  const value = Number(text)
  if (value > MAX_ID) throw invalid(`uids and gids must be in range 0-${MAX_ID}`)
  return value
}

/** The topmost layer's version of a file; empty where no layer has it. */
async function readFile(machine: Machine, image: Image, path: string): Promise<string> {
  const steps = image.layers
    .toReversed()
    .map(({ diffId }) => ({ op: 'read' as const, path: `${layerPath(diffId)}/${path}` }))
  const { output } = await machine.submit([{ op: 'finally' }, ...steps]).done
  const [content] = output
  return content === undefined ? '' : new TextDecoder().decode(content)
}
