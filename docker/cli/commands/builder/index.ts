import { defineGroup, under } from '../../command.ts'
import { build } from './build.ts'
import { builderPrune } from './builder-prune.ts'

/** `docker builder …` */
export const builder = defineGroup({
  name: 'builder',
  short: 'Manage builds',
  commands: [under(build), builderPrune],
})
