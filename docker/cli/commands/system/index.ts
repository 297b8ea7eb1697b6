import { defineGroup } from '../../command.ts'
import { df } from './df.ts'
import { events } from './events.ts'
import { info } from './info.ts'
import { systemPrune } from './prune.ts'

/** `docker system` */
export const system = defineGroup({
  name: 'system',
  short: 'Manage Docker',
  commands: [df, events, info, systemPrune],
})
