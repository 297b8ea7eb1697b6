import type { Cli } from '../cli.ts'

/** Tries that the first resize gets, since a program's terminal is not there the moment it was started. */
const TRIES = 5
/** Milliseconds between them. */
const PAUSE = 10

/**
 * Keeps a program's terminal as big as the command's.
 * @param path of the container or the exec in the API
 * @returns a function that ends it
 */
export function followSize(cli: Cli, path: string): () => void {
  let stopped = false
  const end = cli.io.onResize?.(() => void resize(cli, path).catch(() => undefined))
  const first = async () => {
    for (let tried = 0; !stopped; tried += 1) {
      try {
        return await resize(cli, path)
      } catch {
        if (tried === TRIES) return cli.err('failed to resize tty, using default size\n')
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
  }
  void first()
  return () => {
    stopped = true
    end?.()
  }
}

/**
 * Makes a program's terminal as big as the command's.
 * @param more by how many rows and columns it is to be bigger: a change makes a program draw anew
 * @throws ApiError
 */
export async function resize(cli: Cli, path: string, more = 0): Promise<void> {
  const size = cli.io.size?.()
  if (!size || (size.rows === 0 && size.columns === 0)) return
  const query = { h: String(size.rows + more), w: String(size.columns + more) }
  await cli.api.sendAnyway('POST', `${path}/resize`, { query })
}
