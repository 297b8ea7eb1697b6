/**
 * What the rest of the house sees of the Linux machine: programs of primitive steps go in, bytes
 * and an outcome come out. Nothing here knows about images or containers.
 */

/** A terminal's size in character cells. */
export interface TerminalSize {
  rows: number
  cols: number
}

/**
 * One primitive that the guest's agent performs. Paths are absolute paths of the guest.
 *
 * - `mkdir` makes the parents too and accepts a folder that is there.
 * - `write` makes or replaces a file. `read` adds the file's content (less than 1 MiB) to {@link Outcome.output};
 *   with `optional` a file that is not there, or that of a process that has ended, reads as empty.
 * - `remove` removes a file or a whole tree, accepts a missing one, and does not cross mounts.
 * - `spawn` starts a program (absolute path in `argv[0]`) on the task's streams and waits for it;
 *   the steps after it run when it has ended. `stdin: false` gives it `/dev/null`. `ready` is a path at which the
 *   agent makes a FIFO: the program writes the id of the process that it is about (crun's `--pid-file`), which is
 *   when {@link Task.started} resolves and where {@link Task.signal} goes from then on; the FIFO is removed with the
 *   program's end. Without `ready`, `started` resolves as soon as the program is started.
 *   `tty` runs it on a terminal of that size; with `console`, a path of at most 107 bytes, the terminal is the one that
 *   the program makes and sends over the socket there (crun's `--console-socket`), and its own streams are `/dev/null`.
 *   With `script` the program's standard input is `/dev/null`, and what is written to {@link Task.stdin} it reads at
 *   descriptor 9; {@link SubmitOptions.onInput} tells what it has read.
 *   `look` are files and links that are read at the moment of `ready`, `%` in them standing for the id that was written
 *   there: each adds what it says (4 kB at most) to {@link Outcome.output}, nothing where it is not there any more.
 * - `unpack` unpacks into a folder the tar that is written to the task's `stdin`, and ends when that is closed. It
 *   takes ustar with PAX records or GNU's long names; extended attributes that the file system does not take are
 *   left out. With `root`, `path` and every entry are resolved inside that folder; without it no entry leads out of
 *   `path`. `owner` becomes everything's. With `keepKinds` it is a failure if a folder would have to be replaced by
 *   something else (EISDIR) or the reverse (ENOTDIR); without it what is in the way is removed. The message of a
 *   failure begins with the entry's name.
 * - `pack` streams a tar of `path`, which is resolved inside `root`, to the task's `stdout`: what dockerd's would be
 *   (PAX records where ustar has no room, whole seconds, entries sorted by name, hard links, of extended attributes
 *   `security.capability`, no sockets). `name` is what the top entry is called: where it is empty the top folder's
 *   own entry is left out and its content has no prefix. With `layer`, `path` is an overlay's upper folder:
 *   whiteouts become `.wh.NAME`, and opaque folders get a `.wh..wh..opq`. With `follow`, the last component of
 *   `path` may be a symbolic link, which is followed. The message of a failure begins with the entry's name.
 * - `changes` tells what an overlay's upper folder `path` changes in the folders `below` it (topmost first), by
 *   dockerd's rules: output is texts such as `C /etc`, each with a NUL behind it, sorted by path.
 * - `stat` tells a path's facts, resolved inside `root` (a symbolic link at its end is not followed): output is the
 *   JSON of a {@link PathFacts}.
 * - `usage` sums up the sizes of a tree's regular files, those with several names once: output is decimal text.
 * - `list` reads the names in a folder: output is each with a NUL behind it, sorted.
 * - `devices` has the control group at `path` and those below it ask `program` about every device: an eBPF program of
 *   the type `BPF_PROG_TYPE_CGROUP_DEVICE`, beside those that the groups have already.
 * - `netns` makes a network namespace and a link to it at `path`: it has its loopback device up, anybody in it may ping
 *   and listen on any port. `unnetns` lets go of it: it ends with the last process in it.
 * - `bridge` makes a bridge of the machine's own network with an address of the machine; `unbridge` removes it.
 *   IPv4 addresses are numbers (`0xac110001` is 172.17.0.1), MAC addresses six bytes.
 * - `plug` gives the namespace at `netns` a card (a pair of virtual ones) whose other end is in a bridge; `unplug` takes
 *   it away. `route` says through which machine everything goes that is on none of its networks; through none without
 *   `gateway`.
 * - `names` writes the address and the names of an `owner` into a table, in the place of those that it had there, or
 *   takes them out where `names` is empty. `resolver` answers DNS at 127.0.0.11 in a namespace, by UDP and TCP, from
 *   these tables and from nothing else: what is in none of them cannot be found out (SERVFAIL). The first of an owner's
 *   names is its own, the second that with the network's name behind it, which is what an address is asked back for.
 * - `connect` opens a TCP connection from the machine; {@link Task.started} resolves when it is there. What is written
 *   to the task's `stdin` goes there, and closing half-closes it; what comes back is its `stdout`. Any signal breaks it
 *   off. It ends when both directions have.
 * - `symlink` makes a link at `path` that says `target`; `link` gives the file `from` another name; `rename` moves it.
 * - `chmod` sets a file's permissions, `utime` both of its times, in milliseconds since 1970; both follow links.
 * - `finally`: the steps after it run even where an earlier one failed.
 */
export type Step =
  | { op: 'mkdir'; path: string; mode?: number }
  | { op: 'mount'; source: string; target: string; type: string; flags?: number; data?: string }
  | { op: 'umount'; target: string }
  | { op: 'write'; path: string; data: string | Uint8Array; mode?: number }
  | { op: 'read'; path: string; optional?: boolean }
  | { op: 'remove'; path: string }
  | { op: 'setxattr'; path: string; name: string; value: string }
  | {
      op: 'spawn'
      argv: readonly string[]
      env?: readonly string[]
      cwd?: string
      stdin?: boolean
      tty?: TerminalSize
      ready?: string
      console?: string
      look?: readonly string[]
      script?: boolean
    }
  | {
      op: 'unpack'
      path: string
      root?: string
      owner?: { uid: number; gid: number }
      keepKinds?: boolean
    }
  | { op: 'pack'; root: string; path: string; name: string; layer?: boolean; follow?: boolean }
  | { op: 'changes'; path: string; below: readonly string[] }
  | { op: 'stat'; root: string; path: string }
  | { op: 'usage'; path: string }
  | { op: 'list'; path: string }
  | { op: 'devices'; path: string; program: Uint8Array }
  | { op: 'netns' | 'unnetns'; path: string }
  | { op: 'bridge'; name: string; mac: Uint8Array; address: number; prefix: number }
  | { op: 'unbridge'; name: string }
  | {
      op: 'plug'
      netns: string
      card: string
      bridge: string
      mac: Uint8Array
      address: number
      prefix: number
    }
  | { op: 'unplug'; netns: string; card: string }
  | { op: 'route'; netns: string; gateway?: number }
  | { op: 'names'; table: string; owner: string; address: number; names: readonly string[] }
  | { op: 'resolver'; netns: string; tables: readonly string[] }
  | { op: 'connect'; address: number; port: number }
  | { op: 'symlink'; target: string; path: string }
  | { op: 'link' | 'rename'; from: string; path: string }
  | { op: 'chmod'; path: string; mode: number }
  | { op: 'utime'; path: string; time: number }
  | { op: 'finally' }

/** What a `stat` step's output is the JSON of; read it with `readPathFacts` of `facts.ts`. */
export interface PathFacts {
  /** The last component of the path that was asked for. */
  name: string
  /** In bytes. */
  size: number
  /** Linux's `st_mode`. */
  mode: number
  uid: number
  gid: number
  /** Seconds since 1970 and, behind a point, nine digits of nanoseconds. */
  mtime: string
  /** What a symbolic link says; empty for everything else. */
  linkTarget: string
  /** The path inside `root` with the links in its folders resolved. */
  path: string
  /** The same with a link at its end resolved too; empty where that leads to nothing. */
  resolved: string
}

/** The first step that failed. `errno` is Linux's number, `message` its text (`strerror`). */
export interface StepFailure {
  /** Index into the steps that were submitted. */
  step: number
  errno: number
  message: string
}

/** How a task ended. */
export interface Outcome {
  /** Exit code of the last spawned program, 128 + signal if a signal ended it; undefined where none was spawned. */
  exitCode: number | undefined
  /** The first step that failed, if any did. */
  failure: StepFailure | undefined
  /** What the steps read or found out (`read`, `stat`, `list`, `changes`, `usage`, `look`), in order; one that failed adds nothing. */
  output: Uint8Array[]
}

/** A submitted program of steps under way in the guest. */
export interface Task {
  /** Reading grants credit to the guest: what is not read is held back in the guest, not buffered. */
  readonly stdout: ReadableStream<Uint8Array>
  readonly stderr: ReadableStream<Uint8Array>
  /** Writing waits for the guest's credit; closing half-closes the program's standard input. */
  readonly stdin: WritableStream<Uint8Array>
  /**
   * Resolves with true when the spawned program is ready (see `spawn`), with false when the task ended before that:
   * for a container, false means that the runtime failed to create it.
   */
  readonly started: Promise<boolean>
  /** The guest's id of the process that was named at `ready`; undefined where there was none, or when the task ended before. */
  readonly pid: Promise<number | undefined>
  /** Resolves when the last step is done and both output streams have been delivered; rejects with {@link MachineStopped}. */
  readonly done: Promise<Outcome>
  /** Sends a signal to the spawned program, or to the process it named at `ready`; nothing happens when it has ended. */
  signal(signal: number): void
  /** Sends a signal to the spawned program and all that is in its process group. */
  signalGroup(signal: number): void
  /** Resizes the spawned program's terminal. */
  resize(size: TerminalSize): void
}

/** How a task is watched while it is under way. */
export interface SubmitOptions {
  /** Called with each entry of {@link Outcome.output} as it arrives; `index` is its place there. */
  onOutput?: (output: Uint8Array, index: number) => void
  /**
   * Called as the program's pipe takes what was written to {@link Task.stdin} (as the program has read it, where it is a
   * script), with the bytes that were taken in all. All output that came before that was told of.
   */
  onInput?: (taken: number) => void
  /** Called as output comes, in its order, before {@link Task.stdout} and {@link Task.stderr} have it. */
  onWritten?: (stream: 'stdout' | 'stderr', bytes: number) => void
}

/** The machine ended (stopped, crashed or restarted) while something was under way. */
export class MachineStopped extends Error {
  override readonly name = 'MachineStopped'
}

/** A program of the machine, `docker`, that has the host do what it was called for. */
export interface Call {
  /** Its words, without its name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The folder that it was started in. */
  readonly cwd: string
  /** Which of its streams are terminals. */
  readonly terminals: { stdin: boolean; stdout: boolean; stderr: boolean }
  /** Its terminal's size now; zeros where it has none. */
  readonly size: TerminalSize
  /** Its standard input: nothing is read of it before somebody reads here. */
  readonly stdin: ReadableStream<Uint8Array>
  /** Writes to its outputs; resolves when there is room for more. What went to the other one is out before. */
  stdout(bytes: Uint8Array): Promise<void>
  stderr(bytes: Uint8Array): Promise<void>
  /** Whether each key of its terminal comes as it is typed, without echo. */
  setRaw(wanted: boolean): void
  /** Hands every signal to the listener from now on, instead of what each does to a program; undefined ends that. */
  takeSignals(listener: ((signal: number) => void) | undefined): void
  /** Told of each change of {@link Call.size}. @returns a function that ends it */
  onResize(listener: () => void): () => void
  /** Aborted when the program has ended though it was not told to: a signal, a broken pipe. */
  readonly gone: AbortSignal
}

/** What answers calls. @returns the exit code */
export type CallHandler = (call: Call) => Promise<number>

/** A running Linux machine. */
export interface Machine {
  /** Sends a program of steps to the guest in one go: one round trip, however many steps. */
  submit(steps: readonly Step[], options?: SubmitOptions): Task
  /** Answers the machine's calls; before that they wait. */
  onCall(handler: CallHandler): void
  /** Guest instructions executed so far, modulo 2^32 (v86's own counter). */
  instructions(): number
  /** The guest's facts, read once when the machine came up. */
  readonly info: MachineInfo
  /** Resolves when the machine has ended, by {@link Machine.stop} or by itself, with the reason. */
  readonly ended: Promise<MachineStopped>
  /** Ends the machine; everything under way rejects with {@link MachineStopped}. */
  stop(): Promise<void>
}

/** Facts of the guest that `docker version` and `docker info` show. */
export interface MachineInfo {
  /** `uname -r`. */
  kernelVersion: string
  /** `uname -m`. */
  machine: string
  /** Total memory in bytes. */
  memory: number
}
