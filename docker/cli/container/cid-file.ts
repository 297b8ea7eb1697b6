import { NO_FILES, type LocalFiles } from '../files.ts'
import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'

/** The file of `--cidfile`, which is there for as long as the container may be. */
export class CidFile {
  readonly #files: LocalFiles
  readonly #path: string
  #written = false

  private constructor(files: LocalFiles, path: string) {
    this.#files = files
    this.#path = path
  }

  /** Makes the file; nothing where the path is empty. @throws CliError in the words of Docker's client */
  static async open({ io }: Cli, path: string): Promise<CidFile> {
    const file = new CidFile(io.files ?? NO_FILES, path)
    if (path === '') return file
    if (await file.#files.stat(path)) {
      throw new CliError(
        `container ID file found, make sure the other container isn't running or delete ${path}`,
      )
    }
    await file.#put('', 'failed to create the container ID file')
    return file
  }

  /** Writes a container's id. */
  async write(id: string) {
    if (this.#path === '') return
    await this.#put(id, 'failed to write the container ID to the file')
    this.#written = true
  }

  /** Removes the file where there is no container. */
  async close() {
    if (this.#path !== '' && !this.#written) await this.#files.remove(this.#path)
  }

  async #put(text: string, problem: string) {
    try {
      const writer = (await this.#files.create(this.#path)).getWriter()
      if (text !== '') await writer.write(new TextEncoder().encode(text))
      await writer.close()
    } catch (error) {
      throw new CliError(`${problem}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
