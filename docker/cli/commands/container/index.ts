import { defineGroup, under, type Command } from '../../command.ts'
import { attach } from './attach.ts'
import { commit } from './commit.ts'
import { cp } from './cp.ts'
import { create } from './create.ts'
import { diff } from './diff.ts'
import { exec } from './exec.ts'
import { exportContainer } from './export.ts'
import { inspectContainers } from './inspect.ts'
import { kill } from './kill.ts'
import { ps } from './list.ts'
import { logs } from './logs.ts'
import { pause } from './pause.ts'
import { port } from './port.ts'
import { pruneContainers } from './prune.ts'
import { rename } from './rename.ts'
import { restart } from './restart.ts'
import { rm } from './rm.ts'
import { run } from './run.ts'
import { start } from './start.ts'
import { stats } from './stats.ts'
import { stop } from './stop.ts'
import { top } from './top.ts'
import { unpause } from './unpause.ts'
import { update } from './update.ts'
import { wait } from './wait.ts'

/** Commands of containers that are there without the word `container` too. */
const shared: readonly Command[] = [
  attach,
  commit,
  cp,
  create,
  diff,
  exec,
  exportContainer,
  kill,
  logs,
  pause,
  port,
  rename,
  restart,
  rm,
  run,
  start,
  stats,
  stop,
  top,
  unpause,
  update,
  wait,
]

/** `docker container …` */
const container = defineGroup({
  name: 'container',
  short: 'Manage containers',
  commands: [
    ...shared,
    inspectContainers,
    pruneContainers,
    under(ps, { name: 'ls', aliases: ['ps', 'list'] }),
  ],
})

/** All commands of containers, as they are after `docker`. */
export const CONTAINER_COMMANDS: readonly Command[] = [...shared, ps, container]
