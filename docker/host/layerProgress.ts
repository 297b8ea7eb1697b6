import type { LayerProgress } from '../engine/index.ts'
import type { LoadProgress } from './door.ts'

/** Adds up an image's layers, which are downloaded side by side, to one progress. */
export function sumLayers(
  report: (progress: LoadProgress) => void,
): (progress: LayerProgress) => void {
  let current = ''
  const layers = new Map<string, LayerProgress>()
  return (progress) => {
    if (progress.image !== current) {
      current = progress.image
      layers.clear()
    }
    layers.set(progress.layer, progress)
    const sum = (part: 'loaded' | 'total') =>
      [...layers.values()].reduce((bytes, layer) => bytes + layer[part], 0)
    report({
      phase: 'layer',
      label: `Image ${current}`,
      loaded: sum('loaded'),
      total: sum('total'),
    })
  }
}
