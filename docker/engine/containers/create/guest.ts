import type { Machine } from '../../../machine/machine.ts'
import { EngineError, invalid } from '../../errors.ts'
import { containerPaths } from '../../paths.ts'
import type { Container } from '../container.ts'
import { cleanPath } from '../../go/path.ts'
import { mountSteps, unmountSteps } from '../root.ts'
import type { HostConfig } from '../schema/host-config.ts'
import { submitChecked } from '../submit.ts'
import { readPathFacts } from '../../../machine/facts.ts'

interface GuestContext {
  machine: () => Promise<Machine>
}

/**
 * Makes sure that what `--mount type=bind` names is there: other than with `-v`, it is not made.
 * @throws EngineError (400) in dockerd's words.
 */
export async function checkBindSources({ machine }: GuestContext, { Mounts }: HostConfig) {
  const sources = (Mounts ?? []).filter(({ Type }) => Type === 'bind')
  for (const { Source } of sources) {
    const { failure } = await (
      await machine()
    ).submit([{ op: 'stat', root: '/', path: cleanPath(Source) }]).done
    if (!failure) continue
    throw invalid(
      `invalid mount config for type "bind": bind source path does not exist: ${Source}`,
    )
  }
}

/**
 * Copies what the image has where a new volume is mounted into the volume, as long as nothing is in it.
 * @throws EngineError (500) in dockerd's words if that does not work.
 */
export async function fillVolumes({ machine }: GuestContext, container: Container) {
  const filled = container.mounts.filter(({ volume, copyData }) => volume && copyData)
  if (filled.length === 0) return
  const root = containerPaths(container.id).merged
  const [mount, unmount] = [mountSteps(container), unmountSteps(container)]
  const linux = await machine()
  for (const { destination, source, request } of filled) {
    const { output } = await linux.submit([
      ...mount,
      { op: 'stat', root, path: destination },
      { op: 'finally' },
      ...unmount,
    ]).done
    const resolved = output[0] && readPathFacts(output[0]).resolved
    if (!resolved) continue
    const problem = await submitChecked(linux, [
      ...mount,
      {
        op: 'spawn',
        argv: ['/bin/busybox', 'sh', '-c', COPY, 'sh', root + resolved, source],
        env: [],
        stdin: false,
      },
      { op: 'finally' },
      ...unmount,
    ])
    if (problem !== undefined) throw new EngineError(500, inWords(problem, request !== undefined))
  }
}

/** dockerd says it otherwise of a volume that nobody has named. */
function inWords(problem: string, isNamed: boolean): string {
  const over = 'cannot mount volume over existing file, file exists '
  return isNamed ? problem : problem.replace(/^source path is not a directory: /, over)
}

/** Copies `$1` into `$2` with owner and mode, unless something is there. */
const COPY = `[ -z "$(ls -A "$2")" ] || exit 0
[ -d "$1" ] || { echo "source path is not a directory: $1" >&2; exit 1; }
cp -a "$1/." "$2/" && chmod "$(stat -c %a "$1")" "$2" && chown "$(stat -c %u:%g "$1")" "$2"`
