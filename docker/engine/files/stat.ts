import { readPathFacts } from '../../machine/facts.ts'
import type { Machine, PathFacts } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { EngineError, notFound } from '../errors.ts'
import { goFileMode, isLink } from './mode.ts'
import { containerPath } from './paths.ts'
import { withRoot } from './root.ts'

const ENOENT = 2

/**
 * A path's facts in a container.
 * @param name what the container was asked for by.
 * @throws EngineError 404 in dockerd's words if there is no such path, 500 if it cannot be looked at.
 */
export async function statInContainer(
  machine: Machine,
  container: Container,
  name: string,
  path: string,
): Promise<PathFacts> {
  const { absolute } = containerPath(path)
  const { done, first } = await withRoot(machine, container, (root) => [
    { op: 'stat', root, path: absolute },
  ])
  const { output, failure } = await done
  const [facts] = output
  if (facts && !failure) return readPathFacts(facts)
  if (failure?.step === first && failure.errno === ENOENT) throw fileNotFound(path, name)
  throw new EngineError(500, `lstat ${absolute}: ${failure?.message.toLowerCase() ?? 'failed'}`)
}

/** dockerd's words for a path that is not there. */
export function fileNotFound(path: string, container: string) {
  return notFound(`Could not find the file ${path} in container ${container}`)
}

/** Header in which the archive routes tell what they are about: base64 of JSON. */
export const STAT_HEADER = 'X-Docker-Container-Path-Stat'

/** The value of {@link STAT_HEADER}. */
export function statHeader(path: string, facts: PathFacts): string {
  const stat = {
    name: containerPath(path).base,
    size: facts.size,
    mode: goFileMode(facts.mode),
    mtime: goTime(facts.mtime),
    linkTarget: isLink(facts.mode) ? linkTarget(facts) : '',
  }
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(stat))))
}

/** Where a link leads in the end; where it leads nowhere, what it says, from the root on. */
function linkTarget({ resolved, linkTarget, path }: PathFacts): string {
  if (resolved !== '') return resolved
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return containerPath(linkTarget.startsWith('/') ? linkTarget : folder + linkTarget).absolute
}

/** Seconds and nanoseconds since 1970 as Go writes a time in JSON: RFC 3339 without zeros at its end. */
function goTime(mtime: string): string {
  const [seconds = '0', nanoseconds = ''] = mtime.split('.')
  const whole = new Date(Number(seconds) * 1000)
    .toISOString()
    .slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
  const fraction = nanoseconds.replace(/0+$/, '')
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`
}
