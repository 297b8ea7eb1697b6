import { deferred, type Deferred } from '../../machine/deferred.ts'
import type { Task } from '../../machine/machine.ts'
import type { Image } from '../images/image.ts'
import type { ContainerConfig } from './config.ts'
import { ContainerInput } from './input.ts'
import { ContainerLog } from './log.ts'
import { ContainerOutput } from './output.ts'

/** Docker's names for where a container is in its life, as far as this engine brings it there. */
export type Status = 'created' | 'running' | 'exited' | 'removing'

/** How a run ended; `error` where that is not known, because the machine went away. */
export interface ExitStatus {
  exitCode: number
  error?: string
}

/** What makes a container. */
export interface ContainerInit {
  id: string
  /** Without the slash that the API puts before it. */
  name: string
  created: Date
  image: Image
  config: ContainerConfig
  autoRemove: boolean
  now: () => Date
}

/** A container: what it was made from and what became of it. */
export class Container {
  readonly id: string
  readonly name: string
  readonly created: Date
  readonly image: Image
  readonly config: ContainerConfig
  readonly autoRemove: boolean
  readonly log: ContainerLog
  readonly output: ContainerOutput
  readonly input: ContainerInput

  status: Status = 'created'
  /** How the last run ended. */
  lastExit: ExitStatus = { exitCode: 0 }
  /** Why the last start failed, or what went wrong after the last run; empty where nothing did. */
  error = ''
  startedAt: Date | undefined
  finishedAt: Date | undefined
  /** The program in the guest, from the start's submission to its end. */
  task: Task | undefined
  /** The first process's id in the guest, while it runs; 0 otherwise. */
  pid = 0
  /** Ids of the execs that were made for it and have not ended. */
  readonly execIds = new Set<string>()
  /** Whether the guest has a folder of it, with its writable layer. */
  hasFolder = false
  /** Settles when the run that is under way, or else the next one, ends. */
  exit: Deferred<ExitStatus> = deferred()
  /** Settles when it is removed, with how its last run ended. */
  readonly removed: Deferred<ExitStatus> = deferred()

  constructor({ id, name, created, image, config, autoRemove, now }: ContainerInit) {
    this.id = id
    this.name = name
    this.created = created
    this.image = image
    this.config = config
    this.autoRemove = autoRemove
    this.log = new ContainerLog(now)
    this.output = new ContainerOutput(this.log, config.tty)
    this.input = new ContainerInput(config.stdinOnce)
  }

  get running(): boolean {
    return this.status === 'running'
  }
}
