import * as v from 'valibot'
import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { containerPath, orNoSuch } from '../container/api.ts'
import { CliError } from '../io.ts'
import { joinPath } from '../../engine/go/path.ts'
import { splitEntry } from './copy-path.ts'

/** Bits of Go's FileMode. */
const MODE = { folder: 2 ** 31, symlink: 2 ** 27, device: 2 ** 26, irregular: 2 ** 19 } as const

const stat = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ mode: v.number(), linkTarget: v.optional(v.string(), '') }),
)

/** What is known of a path in a container. */
export interface RemoteStat {
  isFolder: boolean
  /** What a symlink leads to: an absolute path; undefined where it is none. */
  target: string | undefined
  /** Why it cannot be written to. */
  problem: string | undefined
}

/** The part of the API that copies files of a container. */
export class RemoteFiles {
  readonly #cli: Cli
  readonly #container: string

  constructor(cli: Cli, container: string) {
    this.#cli = cli
    this.#container = container
  }

  /** What is at a path; undefined where it cannot be told. */
  async stat(path: string): Promise<RemoteStat | undefined> {
    try {
      const { headers } = await this.#cli.api.send('HEAD', this.#path, { query: { path } })
      return readStat(path, headers)
    } catch (error) {
      if (error instanceof ApiError) return undefined
      throw error
    }
  }

  /** An archive of what is at a path. @throws ApiError, CliError */
  async get(
    path: string,
  ): Promise<{ archive: ReadableStream<Uint8Array>; isFolder: boolean; response: Response }> {
    const query = { path }
    const response = await this.#known(path, this.#cli.api.send('GET', this.#path, { query }))
    const { isFolder } = readStat(path, response.headers)
    return { archive: response.body ?? new Blob([]).stream(), isFolder, response }
  }

  /** Unpacks an archive in a folder. @throws ApiError, CliError */
  async put(path: string, archive: ReadableStream<Uint8Array>, keepOwners: boolean) {
    const { status } = await this.#known(
      path,
      this.#cli.api.send('PUT', this.#path, {
        query: {
          ...(keepOwners ? { copyUIDGID: 'true' } : {}),
          noOverwriteDirNonDir: 'true',
          path,
        },
        raw: archive,
      }),
    )
    if (status !== 200) throw new CliError(`unexpected status code from daemon: ${status}`)
  }

  get #path() {
    return containerPath(this.#container, 'archive')
  }

  #known<T>(path: string, answer: Promise<T>): Promise<T> {
    return orNoSuch('container:path', `${this.#container}:${path}`, answer)
  }
}

function readStat(path: string, headers: Headers): RemoteStat {
  const header = headers.get('X-Docker-Container-Path-Stat') ?? ''
  const bytes = Uint8Array.from(atob(header), (character) => character.charCodeAt(0))
  const parsed = v.safeParse(stat, new TextDecoder().decode(bytes))
  if (!parsed.success) {
    throw new CliError(
      'unable to get resource stat from response: unable to decode container path stat header: EOF',
    )
  }
  const { mode, linkTarget } = parsed.output
  const has = (bit: number) => Math.floor(mode / bit) % 2 === 1
  const absolute = linkTarget.startsWith('/')
    ? linkTarget
    : joinPath(splitEntry(path).folder, linkTarget)
  return {
    isFolder: has(MODE.folder),
    target: has(MODE.symlink) ? absolute : undefined,
    problem: has(MODE.device)
      ? 'got a device'
      : has(MODE.irregular)
        ? 'got an irregular file'
        : undefined,
  }
}
