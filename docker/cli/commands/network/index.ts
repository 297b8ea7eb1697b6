import { defineGroup } from '../../command.ts'
import { networkPrune } from '../prune.ts'
import { connectNetwork, disconnectNetwork } from './connect.ts'
import { createNetwork } from './create.ts'
import { inspectNetwork } from './inspect.ts'
import { listNetworks } from './list.ts'
import { removeNetwork } from './remove.ts'

/** `docker network` */
export const network = defineGroup({
  name: 'network',
  short: 'Manage networks',
  commands: [
    ...[connectNetwork, createNetwork, disconnectNetwork, inspectNetwork],
    ...[listNetworks, networkPrune, removeNetwork],
  ],
})
