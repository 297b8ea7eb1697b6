import { defineGroup, under } from '../../command.ts'
import { build } from '../image/build.ts'
import { builderPrune } from './prune.ts'

/** `docker builder …` */
export const builder = defineGroup({
  name: 'builder',
  short: 'Manage builds',
  commands: [under(build), builderPrune],
})
