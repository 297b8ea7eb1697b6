import { InvalidLayer } from '../../registry/errors.ts'
import { unpackable, type UnpackableLayer } from '../../registry/layer.ts'
import { EngineError } from '../errors.ts'

/**
 * Opens a layer's blob.
 * @param expected the diff ID that it must have, where one is known.
 * @throws EngineError (500) in dockerd's words where it is no layer, DigestMismatch where it is another one
 */
export async function openLayer(
  blob: Uint8Array<ArrayBuffer>,
  expected?: string,
): Promise<UnpackableLayer> {
  try {
    return await unpackable(blob, expected)
  } catch (error) {
    if (error instanceof InvalidLayer) throw applyFailure(error.reason)
    throw error
  }
}

/** dockerd unpacks layers in a process of its own, and says so when that fails. */
export function applyFailure(reason: string): EngineError {
  return new EngineError(500, `ApplyLayer exit status 1 stdout:  stderr: ${reason}`)
}
