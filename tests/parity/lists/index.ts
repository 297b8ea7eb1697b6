import type { CommandList } from '../list.ts'
import { archives } from './archives.ts'
import { builds } from './builds.ts'
import { exec } from './exec.ts'
import { help } from './help.ts'
import { images } from './images.ts'
import { inspect } from './inspect.ts'
import { lifecycle } from './lifecycle.ts'
import { logs } from './logs.ts'
import { networks } from './networks.ts'
import { processes } from './processes.ts'
import { ps } from './ps.ts'
import { runErrors } from './run-errors.ts'
import { run } from './run.ts'
import { system } from './system.ts'
import { terminal } from './terminal.ts'
import { volumes } from './volumes.ts'

/** All lists, in the order in which they run. */
export const lists: readonly CommandList[] = [
  run,
  runErrors,
  ps,
  exec,
  logs,
  lifecycle,
  inspect,
  images,
  archives,
  builds,
  volumes,
  networks,
  processes,
  terminal,
  system,
  help,
]
