import type { Command } from '../command.ts'
import { history } from './history.ts'
import { images } from './images.ts'
import { inspect } from './inspect.ts'
import { kill } from './kill.ts'
import { logs } from './logs.ts'
import { ps } from './ps.ts'
import { pull } from './pull.ts'
import { rm } from './rm.ts'
import { run } from './run.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'
import { version } from './version.ts'

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  history,
  images,
  inspect,
  kill,
  logs,
  ps,
  pull,
  rm,
  run,
  start,
  stop,
  version,
]
