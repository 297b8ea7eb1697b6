import { EngineError, invalid } from '../../errors.ts'
import type { HostConfig } from '../schema/host-config.ts'

/** What `--security-opt` says. */
export interface SecurityOptions {
  noNewPrivileges: boolean
  /** `unconfined`, or empty for Docker's own profile. */
  seccomp: '' | 'unconfined'
}

const problem = (number: 1 | 2, option: string) =>
  new EngineError(500, `invalid --security-opt ${number}: ${JSON.stringify(option)}`)

/**
 * Reads the security options (dockerd's `parseSecurityOpt`). The machine's kernel has neither SELinux nor AppArmor, so
 * their options are taken only where they say so.
 * @throws EngineError (500) in dockerd's words for an option that Docker does not have, 400 for one that is not here.
 */
export function securityOptions({ SecurityOpt }: HostConfig): SecurityOptions {
  const found: SecurityOptions = { noNewPrivileges: false, seccomp: '' }
  for (const option of SecurityOpt ?? []) {
    if (option === 'no-new-privileges') found.noNewPrivileges = true
    if (option === 'no-new-privileges' || option === 'disable') continue
    const separator = option.includes('=') ? '=' : ':'
    const at = option.indexOf(separator)
    if (at < 0) throw problem(1, option)
    const [name, value] = [option.slice(0, at), option.slice(at + 1)]
    if (name === 'no-new-privileges') {
      found.noNewPrivileges = parseBool(value) ?? fail(option)
    } else if (name === 'seccomp') {
      if (value !== 'unconfined') {
        throw invalid('a seccomp profile of its own is not supported by this engine')
      }
      found.seccomp = value
    } else if (name === 'apparmor') {
      if (value !== 'unconfined') throw invalid('AppArmor is not there in the machine’s kernel')
    } else if (name === 'label') {
      if (value !== 'disable') throw invalid('SELinux is not there in the machine’s kernel')
    } else {
      throw problem(2, option)
    }
  }
  return found
}

function fail(option: string): never {
  throw problem(2, option)
}

/** Go's `strconv.ParseBool`. */
function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined
}
