import { EngineError } from '../errors.ts'
import type { Accounts } from './accounts.ts'

/** Who a process runs as, as the OCI runtime specification has it. */
export interface ProcessUser {
  uid: number
  gid: number
  additionalGids?: number[]
}

const MAX_ID = 2 ** 31 - 1

/**
 * Turns `name|uid[:group|gid]` into numbers, as runc's `GetExecUser` and dockerd's `getUser` do: also a number, and
 * nothing at all, is looked up, for the groups that this user is in.
 * @param added further groups, by name or number (`--group-add`).
 * @throws EngineError (500) in Docker's words if there is no such user or group.
 */
export function findUser(
  user: string,
  { passwd, group: groups }: Accounts,
  added: readonly string[] = [],
): ProcessUser {
  const [name = '', group = ''] = user.split(':', 2)
  const account = findAccount(passwd, name)
  const supplementary = added.map((entry) => groupId(groups, entry))
  const primary = group === '' ? account.gid : gidOf(groups, group)
  const memberships =
    group === '' && account.name !== ''
      ? entries(groups)
          .filter(([, , , members]) => members?.split(',').includes(account.name))
          .map(([, , gid]) => Number(gid))
      : []
  return {
    uid: account.uid,
    gid: primary,
    additionalGids: [...new Set([primary, ...memberships, ...supplementary])],
  }
}

function findAccount(passwd: string, name: string): { name: string; uid: number; gid: number } {
  const id = /^\d+$/.test(name) ? Number(name) : name === '' ? 0 : undefined
  const entry = entries(passwd).find(
    ([login, , uid]) => login === name || (id !== undefined && Number(uid) === id && uid !== ''),
  )
  if (entry) return { name: entry[0] ?? '', uid: Number(entry[2]), gid: Number(entry[3]) }
  if (id === undefined) {
    throw failure(`unable to find user ${name}: no matching entries in passwd file`)
  }
  return { name: '', uid: inRange(id), gid: 0 }
}

function gidOf(groups: string, group: string): number {
  const entry = entries(groups).find(([name, , gid]) => name === group || gid === group)
  if (entry) return Number(entry[2])
  if (/^\d+$/.test(group)) return inRange(Number(group))
  throw failure(`unable to find group ${group}: no matching entries in group file`)
}

function groupId(groups: string, group: string): number {
  const entry = entries(groups).find(([name, , gid]) => name === group || gid === group)
  if (entry) return Number(entry[2])
  if (!/^-?\d+$/.test(group)) throw failure(`Unable to find group ${group}`)
  return inRange(Number(group))
}

function inRange(id: number): number {
  if (id < 0 || id > MAX_ID) throw failure(`uids and gids must be in range 0-${MAX_ID}`)
  return id
}

const failure = (message: string) => new EngineError(500, message)

function entries(file: string): string[][] {
  return file
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))
}
