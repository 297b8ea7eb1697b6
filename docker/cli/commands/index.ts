import type { Command } from '../command.ts'
import { CONTAINER_COMMANDS } from './container/index.ts'
import { history } from './history.ts'
import { images } from './images.ts'
import { inspect } from './inspect.ts'
import { pull } from './pull.ts'
import { REFUSED_COMMANDS } from './refused/index.ts'
import { version } from './version.ts'

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  ...CONTAINER_COMMANDS,
  ...REFUSED_COMMANDS,
  history,
  images,
  inspect,
  pull,
  version,
]
