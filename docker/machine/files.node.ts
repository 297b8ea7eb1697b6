import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { MachineFiles } from './start.ts'
import { MachineUnavailable } from './start.ts'

/** The machine's files on disk: what set-up wrote to `folder`, and the emulator from its package. */
export function machineFilesOnDisk(folder: string): MachineFiles {
  return {
    async read(file, onBytes) {
      const path =
        file === 'v86.wasm'
          ? createRequire(import.meta.url).resolve('v86/build/v86.wasm')
          : join(folder, file)
      let content: Buffer
      try {
        content = await readFile(path)
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        throw new MachineUnavailable(
          `The machine’s file ${file} cannot be read (${detail}). Run “npm run setup” first.`,
          'none',
        )
      }
      onBytes?.(content.length)
      const copy = new ArrayBuffer(content.length)
      new Uint8Array(copy).set(content)
      return copy
    },
  }
}
