import type { Command } from '../command.ts'
import { builder } from './builder/index.ts'
import { CONTAINER_COMMANDS } from './container/index.ts'
import { image, IMAGE_COMMANDS } from './image/index.ts'
import { network } from './network/index.ts'
import { REFUSED_COMMANDS } from './refused/index.ts'
import { events } from './system/events.ts'
import { system } from './system/index.ts'
import { info } from './system/info.ts'
import { inspect } from './system/inspect.ts'
import { search } from './system/search.ts'
import { version } from './system/version.ts'
import { volume } from './volume/index.ts'

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  ...CONTAINER_COMMANDS,
  ...IMAGE_COMMANDS,
  ...REFUSED_COMMANDS,
  ...[builder, image, network, system, volume],
  ...[events, info, inspect, search, version],
]
