import * as v from 'valibot'
import { deferred } from './deferred.ts'
import { createEmulator, startEmulator } from './emulator.ts'
import type { Machine } from './machine.ts'
import { MachineStopped } from './machine.ts'
import { MachineManifest } from './manifest.ts'

/** Where the machine's files come from, in the browser and in Node. */
export interface MachineFiles {
  /**
   * Bytes of one of the machine's files.
   * @throws {@link MachineUnavailable} when it is not there or cannot be fetched.
   */
  read(
    file: 'machine.json' | 'v86.wasm' | (string & {}),
    onBytes?: (bytes: number) => void,
  ): Promise<ArrayBuffer>
}

/** The machine cannot be started; the message says which file or step, and what to do. */
export class MachineUnavailable extends Error {
  override readonly name = 'MachineUnavailable'

  constructor(
    message: string,
    /** What helps: trying again, restarting a machine that hangs, or nothing on this side. */
    readonly remedy: 'retry' | 'restart' | 'none',
  ) {
    super(message)
  }
}

/** How a machine is started. */
export interface StartOptions {
  files: MachineFiles
  /** Bytes of the snapshot so far and in all. */
  onProgress?: (loaded: number, total: number) => void
  /** Ends the wait. */
  signal?: AbortSignal
  /** Milliseconds from the fetched snapshot to the agent's first answer; 30 000 when not given. */
  timeout?: number
}

/**
 * Fetches the snapshot that set-up built, verifies it, restores it and connects to its agent.
 * @throws {@link MachineUnavailable}
 */
export async function startMachine(options: StartOptions): Promise<Machine> {
  const { files, onProgress, signal, timeout = 30_000 } = options
  const manifest = await readManifest(files)
  const { file, size } = manifest.snapshot
  const [wasm, snapshot] = await Promise.all([
    files.read('v86.wasm'),
    files.read(file, (loaded) => onProgress?.(loaded, size)),
  ])
  await verify(snapshot, manifest)
  signal?.throwIfAborted()

  const started = deferred<Machine>()
  const late = () =>
    started.reject(
      new MachineUnavailable(
        `The Linux machine did not answer within ${timeout / 1000} seconds. Restart it, or close other tabs that keep the computer busy.`,
        'restart',
      ),
    )
  const abort = () => started.reject(new MachineStopped('starting the machine was aborted'))
  const timer = setTimeout(late, timeout)
  signal?.addEventListener('abort', abort)
  const emulator = createEmulator({ wasm, memory: manifest.memory, snapshot })
  emulator.then(startEmulator).then(started.resolve, started.reject)
  try {
    return await started.promise
  } catch (error) {
    void emulator.then((made) => made.destroy()).catch(() => undefined)
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

async function readManifest(files: MachineFiles): Promise<MachineManifest> {
  const text = new TextDecoder().decode(await files.read('machine.json'))
  try {
    return v.parse(MachineManifest, JSON.parse(text))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new MachineUnavailable(
      `machine.json is not the machine’s manifest (${detail}). Run “npm run setup” and publish the deck again.`,
      'none',
    )
  }
}

async function verify(snapshot: ArrayBuffer, { snapshot: wanted }: MachineManifest): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', snapshot))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (hex !== wanted.sha256)
    throw new MachineUnavailable(
      `The machine’s snapshot ${wanted.file} arrived with SHA-256 ${hex}, but machine.json says ${wanted.sha256}. Load it again.`,
      'retry',
    )
}
