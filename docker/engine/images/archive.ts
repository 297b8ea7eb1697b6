import { decompress } from '../../registry/compression.ts'
import { InvalidLayer } from '../../registry/errors.ts'
import { InvalidTar, readTar } from '../../registry/untar.ts'
import { EngineError } from '../errors.ts'
import { decodeJson, JsonSyntaxError } from '../go/json-syntax.ts'

/** Links that are followed on the way to a file. */
const MAX_LINKS = 40

/** The files of an archive that was sent to be loaded, in memory. */
export class LoadArchive {
  readonly #files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
  /** What symbolic links say. */
  readonly #links: ReadonlyMap<string, string>

  private constructor(
    files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
    links: ReadonlyMap<string, string>,
  ) {
    this.#files = files
    this.#links = links
  }

  /** Opens a tar, which may be compressed. @throws EngineError (500) if it is none */
  static async open(bytes: Uint8Array<ArrayBuffer>): Promise<LoadArchive> {
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    const links = new Map<string, string>()
    try {
      for (const { header, data } of readTar(await decompress(bytes))) {
        const { type, linkname = '' } = header
        const name = cleaned(header.name)
        files.delete(name)
        links.delete(name)
        if (type === 'file') files.set(name, data)
        if (type === 'symlink') links.set(name, linkname)
        const target = type === 'link' ? files.get(cleaned(linkname)) : undefined
        if (target) files.set(name, target)
      }
    } catch (error) {
      if (!(error instanceof InvalidTar) && !(error instanceof InvalidLayer)) throw error
      throw new EngineError(
        500,
        `Error processing tar file(exit status 1): ${error instanceof InvalidLayer ? error.reason : error.message}`,
      )
    }
    return new LoadArchive(files, links)
  }

  has(path: string): boolean {
    return this.#find(path) !== undefined
  }

  /** A file's content; no link leads out of the archive. @throws EngineError (500) if it is not there */
  read(path: string): Uint8Array<ArrayBuffer> {
    const content = this.#find(path)
    if (content) return content
    throw new EngineError(500, `open ${path}: no such file or directory`)
  }

  /** A file's JSON. @throws EngineError (500), with Go's words, that names the file */
  json(path: string): unknown {
    try {
      return decodeJson(this.read(path))
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      throw new EngineError(500, `${path}: ${error.message}`)
    }
  }

  #find(path: string): Uint8Array<ArrayBuffer> | undefined {
    let name = cleaned(path)
    for (let followed = 0; followed < MAX_LINKS; followed++) {
      const parts = name.split('/')
      const index = parts.findIndex((_, at) => this.#links.has(parts.slice(0, at + 1).join('/')))
      if (index < 0) return this.#files.get(name)
      const target = this.#links.get(parts.slice(0, index + 1).join('/')) ?? ''
      const from = target.startsWith('/') ? [] : parts.slice(0, index)
      name = cleaned([...from, target, ...parts.slice(index + 1)].join('/'))
    }
    return undefined
  }
}

/** A path from the archive's root, which `..` does not leave. */
function cleaned(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
