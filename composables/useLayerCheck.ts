import { readonly, shallowRef, type ShallowRef } from 'vue'
import { fetchFile } from './image/fetchFile.ts'
import { sha256 } from './image/sha256.ts'

/** What the bytes of a layer come to. */
export type LayerCheck =
  | { status: 'loading' }
  | {
      status: 'done'
      /** Bytes as served, and their SHA-256 where this browser computes any. */
      size: number
      digest: string | undefined
      /** The same of the unpacked tar. */
      tarSize: number
      tarDigest: string | undefined
    }
  | { status: 'failed'; message: string }

/** Checks layers; a check that is overtaken by another is dropped. */
export interface UseLayerCheck {
  /** Undefined while no layer has been asked for. */
  check: Readonly<ShallowRef<LayerCheck | undefined>>
  /**
   * Fetches a layer, unpacks it, and computes both digests.
   *
   * @param name repository name without `library/`
   * @param digest the layer's, from the manifest
   */
  start(name: string, digest: string): Promise<void>
}

/** Checks a layer on demand, since layers are megabytes and most readers never ask. */
export function useLayerCheck(): UseLayerCheck {
  const check = shallowRef<LayerCheck>()
  let latest = 0

  async function start(name: string, digest: string): Promise<void> {
    const mine = ++latest
    const show = (result: LayerCheck) => {
      if (mine === latest) check.value = result
    }
    show({ status: 'loading' })
    const address = `v2/library/${name}/blobs/${digest}`
    try {
      const bytes = await fetchFile(address)
      const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
      const tar = new Uint8Array(await new Response(unpacked).arrayBuffer())
      const digests = await Promise.all([sha256(bytes), sha256(tar)])
      show({
        status: 'done',
        size: bytes.length,
        digest: digests[0],
        tarSize: tar.length,
        tarDigest: digests[1],
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      show({ status: 'failed', message: `${address}: ${reason}` })
    }
  }

  return { check: readonly(check), start }
}
