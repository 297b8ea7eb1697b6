import { deferred, type Deferred } from '../../machine/deferred.ts'
import type { Task } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'

/** What is to run in a running container. */
export interface ExecConfig {
  /** At least one word. */
  readonly cmd: readonly string[]
  /** `NAME=value`, or a name to take away. */
  readonly env: readonly string[]
  /** `name|uid[:group|gid]`; empty for root. */
  readonly user: string
  /** Empty for `/`. */
  readonly workingDir: string
  readonly tty: boolean
  readonly privileged: boolean
  readonly attach: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  /** The bytes that end an attached terminal's input; empty for the default. */
  readonly detachKeys: Uint8Array
}

/** A program that runs, ran or is to run in a container beside its first one. */
export class Exec {
  readonly id: string
  readonly container: Container
  readonly config: ExecConfig
  running = false
  /** Null until it has ended, or failed to begin. */
  exitCode: number | null = null
  /** Its id in the guest; 0 until it has started. */
  pid = 0
  /** The program in the guest, while it runs. */
  task: Task | undefined
  /** Settles when it has started, or failed to. */
  readonly started: Deferred<void> = deferred()
  /** Settles when it has ended, or failed to begin. */
  readonly ended: Deferred<void> = deferred()

  constructor(id: string, container: Container, config: ExecConfig) {
    this.id = id
    this.container = container
    this.config = config
  }

  /** The command as one line, as events name it. */
  get commandLine(): string {
    return this.config.cmd.join(' ')
  }
}

/** An exec in API v1.41, in the order in which Go writes it. */
export function execJson({ id, running, exitCode, config, container, pid }: Exec) {
  const [entrypoint = '', ...args] = config.cmd
  return {
    ID: id,
    Running: running,
    ExitCode: exitCode,
    ProcessConfig: {
      tty: config.tty,
      entrypoint,
      arguments: args,
      privileged: config.privileged,
      ...(config.user === '' ? {} : { user: config.user }),
    },
    OpenStdin: config.attach.stdin,
    OpenStderr: config.attach.stderr,
    OpenStdout: config.attach.stdout,
    CanRemove: false,
    ContainerID: container.id,
    // Go writes bytes as base64.
    DetachKeys: btoa(String.fromCharCode(...config.detachKeys)),
    Pid: pid,
  }
}
