import type { Machine } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { EngineError } from '../errors.ts'
import { containerPaths } from '../paths.ts'

/** A tar of nothing. */
export const NO_CHANGES: Uint8Array<ArrayBuffer> = new Uint8Array(1024)

/** The container's writable layer as a tar. @throws EngineError (500) if its files cannot be read */
export async function changesOf(
  { machine }: { machine: () => Promise<Machine> },
  container: Container,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!container.hasFolder) return NO_CHANGES
  return packLayer(await machine(), containerPaths(container.id).upper)
}

/** An overlay's upper folder as a layer's tar. @throws EngineError (500) */
export async function packLayer(machine: Machine, upper: string): Promise<Uint8Array<ArrayBuffer>> {
  const task = machine.submit([{ op: 'pack', root: upper, path: '/', name: '', layer: true }])
  const [tar, { failure }] = await Promise.all([
    new Response(task.stdout).arrayBuffer(),
    task.done,
    task.stderr.cancel(),
    task.stdin.close(),
  ])
  if (failure) throw new EngineError(500, failure.message)
  return new Uint8Array(tar)
}
