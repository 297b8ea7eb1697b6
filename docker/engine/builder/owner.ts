import type { Accounts } from '../containers/accounts.ts'
import { unclassified } from '../errors.ts'

/**
 * Whom `--chown` means, by the image's own accounts (dockerd's `parseChownFlag`).
 * @throws EngineError in its words
 */
export function parseOwner(
  text: string,
  { passwd, group }: Accounts,
): { uid: number; gid: number } {
  const [user = '', given, more] = text.split(':')
  if (more !== undefined) throw failure(`invalid chown string format: ${text}`)
  const groupName = given ?? user
  const uid = idOf(passwd, user)
  if (uid === undefined) throw failure(`can't find uid for user ${user}: no such user: ${user}`)
  const gid = idOf(group, groupName)
  if (gid === undefined) {
    throw failure(`can't find gid for group ${groupName}: no such group: ${groupName}`)
  }
  return { uid, gid }
}

/** A number as it is, or the ID in the third field of the line with this name. */
function idOf(file: string, name: string): number | undefined {
  if (/^[+-]?\d+$/.test(name)) return Number(name)
  const line = file
    .split('\n')
    .map((entry) => entry.split(':'))
    .find(([entry]) => entry === name)
  return line && Number(line[2])
}

function failure(reason: string) {
  return unclassified(`unable to convert uid/gid chown string to host mapping: ${reason}`)
}
