import { defineGroup } from '../../command.ts'
import { volumePrune } from '../prune.ts'
import { createVolume } from './create.ts'
import { inspectVolume } from './inspect.ts'
import { listVolumes } from './list.ts'
import { removeVolume } from './remove.ts'

/** `docker volume` */
export const volume = defineGroup({
  name: 'volume',
  short: 'Manage volumes',
  commands: [createVolume, inspectVolume, listVolumes, volumePrune, removeVolume],
})
