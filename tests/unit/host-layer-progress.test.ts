import { expect, test } from 'vitest'
import type { LoadProgress } from '../../docker/host/door.ts'
import { sumLayers } from '../../docker/host/layerProgress.ts'

test('layers that load side by side are one progress, and each image begins anew', () => {
  const reports: LoadProgress[] = []
  const told = sumLayers((progress) => reports.push(progress))
  told({ image: 'greet:latest', layer: 'a', loaded: 5, total: 10 })
  told({ image: 'greet:latest', layer: 'b', loaded: 1, total: 100 })
  told({ image: 'greet:latest', layer: 'a', loaded: 10, total: 10 })
  told({ image: 'base:latest', layer: 'a', loaded: 2, total: 10 })
  expect(reports.map(({ label, loaded, total }) => [label, loaded, total])).toEqual([
    ['Image greet:latest', 5, 10],
    ['Image greet:latest', 6, 110],
    ['Image greet:latest', 11, 110],
    ['Image base:latest', 2, 10],
  ])
})
