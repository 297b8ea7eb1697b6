import { onScopeDispose } from 'vue'
import type { DockerEvent } from '../../docker/host/index.ts'
import { useDocker } from '../useDocker.ts'

/** How often a new container is asked, and how long there is between. In milliseconds. */
const TRIES = 40
const PAUSE = 250

/**
 * Finds out when somebody begins to serve at a port at which nobody did: containers come and go, and a server needs a
 * moment before it listens. To be called in `setup`.
 *
 * @param port the port at which a page is wanted; undefined where none is, and nobody is asked
 * @param isMissing whether there is no page of it yet
 * @param arrived called when somebody listens there anew
 */
export function useArrivals(
  port: () => number | undefined,
  isMissing: () => boolean,
  arrived: () => void,
): void {
  const { docker } = useDocker()
  let gone = false
  let tries = 0
  let waits = false

  async function listens(): Promise<boolean> {
    const wanted = port()
    if (wanted === undefined) return false
    const connection = await docker.connect(wanted).catch(() => undefined)
    connection?.close()
    return connection !== undefined
  }

  async function wait(): Promise<void> {
    tries = TRIES
    if (waits) return
    waits = true
    for (; tries > 0 && (gone || isMissing()); tries--) {
      if (await listens()) {
        gone = false
        arrived()
        break
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    waits = false
  }

  async function notice({ Type, Action }: DockerEvent): Promise<void> {
    if (Type !== 'container') return
    if (Action === 'die' && !(await listens())) gone = true
    else if (Action === 'start' && (gone || isMissing())) await wait()
  }

  onScopeDispose(docker.onEvent((event) => void notice(event)))
  onScopeDispose(
    docker.onState(({ state }) => {
      if (state !== 'ready') gone = true
    }),
  )
}
