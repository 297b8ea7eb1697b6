import { PLATFORM } from '../../registry/client.ts'
import type { Image } from '../images/image.ts'

/** What stands in for an image where a stage begins with nothing: it has no ID, and nobody keeps it. */
export const SCRATCH: Image = {
  id: '',
  json: new Uint8Array(0),
  config: { ...PLATFORM, rootfs: { type: 'layers', diff_ids: [] } },
  layers: [],
  chainIds: [],
}
