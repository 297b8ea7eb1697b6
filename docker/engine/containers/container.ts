import { deferred, type Deferred } from '../../machine/deferred.ts'
import type { Task } from '../../machine/machine.ts'
import type { Image } from '../images/image.ts'
import { cgroupPath } from '../paths.ts'
import type { ContainerConfig } from './config.ts'
import type { SecurityOptions } from './create/security.ts'
import type { Health } from './health.ts'
import { ContainerInput } from './input.ts'
import { ContainerLog } from './log.ts'
import type { Attachment } from '../networks/endpoint.ts'
import type { PublishedPort } from '../networks/ports.ts'
import type { MountPoint } from './mounts/mount-point.ts'
import { ContainerOutput } from './output.ts'
import type { HostConfig } from './schema/host-config.ts'
import { ContainerState, type ExitStatus } from './state.ts'

/** What makes a container. */
export interface ContainerInit {
  id: string
  /** Without the slash that the API puts before it. */
  name: string
  created: Date
  image: Image
  config: ContainerConfig
  hostConfig: HostConfig
  security: SecurityOptions
  mounts: readonly MountPoint[]
  now: () => Date
}

/** A container: what it was made from and what became of it. */
export class Container extends ContainerState {
  readonly id: string
  name: string
  readonly created: Date
  readonly image: Image
  readonly config: ContainerConfig
  /** As asked for, with dockerd's defaults; `update` changes it. */
  readonly hostConfig: HostConfig
  readonly security: SecurityOptions
  readonly mounts: readonly MountPoint[]
  readonly log: ContainerLog
  readonly output: ContainerOutput
  readonly input: ContainerInput

  /** Whether it is removed with its end; a restart suspends that. */
  autoRemove: boolean
  /** Present from the first start of a container that has a healthcheck. */
  health: Health | undefined
  /** How often its policy has started it again since somebody last did. */
  restartCount = 0
  /** Whether somebody ended the last run, which some restart policies heed. */
  manuallyStopped = false
  /** Ids of the execs that were made for it and have not ended. */
  readonly execIds = new Set<string>()
  /** The program in the guest, from the start's submission to its end. */
  task: Task | undefined
  /** The control group of the run that is under way, or of the last one, from the root of them. */
  cgroup: string
  /** Whether the guest has a folder of it, with its writable layer. */
  hasFolder = false
  /** The networks that it is to be on, by name; of those it is on while it runs. */
  readonly attachments = new Map<string, Attachment>()
  /** The ports that it has published while it runs. */
  published: readonly PublishedPort[] = []
  /** Of the network of the run that is under way, or of the last one; empty before the first. */
  sandboxId = ''
  /** Settles when the run that is under way, or else the next one, ends. */
  exit: Deferred<ExitStatus> = deferred()
  /** Settles when it is removed, with how its last run ended. */
  readonly removed: Deferred<ExitStatus> = deferred()

  constructor(init: ContainerInit) {
    super()
    this.id = init.id
    this.name = init.name
    this.created = init.created
    this.image = init.image
    this.config = init.config
    this.hostConfig = init.hostConfig
    this.security = init.security
    this.mounts = init.mounts
    this.cgroup = cgroupPath(init.id, init.hostConfig)
    this.autoRemove = init.hostConfig.AutoRemove
    this.log = new ContainerLog(init.now)
    this.output = new ContainerOutput(this.log, init.config.tty)
    this.input = new ContainerInput(init.config.stdinOnce && !init.config.tty)
  }
}
