import type { Process, ProcessTable } from './read.ts'

/** What a column is made of besides its process. */
export interface ColumnContext extends Omit<ProcessTable, 'processes'> {
  now: Date
  /** Memory of the machine in bytes. */
  memory: number
}

/** A column of `ps`: what it is headed by and what it says of a process. */
export interface Column {
  title: string
  value: (process: Process, context: ColumnContext) => string
}

const PAGE = 4096

/** Where Linux's numbers of pseudo terminals begin. */
const PTS_MAJOR = 136

/** A name that does not fit the column is told as a number. */
const NAME_WIDTH = 8

const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')

const named = (names: ReadonlyMap<number, string>, id: number) => {
  const name = names.get(id)
  return name !== undefined && name.length <= NAME_WIDTH ? name : String(id)
}

/** `[days-]hours:minutes:seconds`; without hours where `short` says so and there are none. */
function span(seconds: number, short: boolean): string {
  const days = Math.trunc(seconds / 86_400)
  const hours = Math.trunc(seconds / 3600) % 24
  const rest = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`
  if (days > 0) return `${days}-${two(hours)}:${rest}`
  return hours > 0 || !short ? `${two(hours)}:${rest}` : rest
}

const startOf = ({ started }: Process, { boot }: ColumnContext) =>
  new Date((boot + Math.trunc(started)) * 1000)

const clock = (date: Date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const day = (date: Date) => `${MONTHS[date.getUTCMonth()] ?? ''}${two(date.getUTCDate())}`

/** How long it has been running, in seconds. */
const elapsed = ({ started }: Process, { uptime }: ColumnContext) => Math.max(0, uptime - started)

/** Thousandths of the processor's time since the process was started. */
function load(process: Process, context: ColumnContext): number {
  const seconds = elapsed(process, context)
  return seconds > 0 ? Math.trunc((process.cpuTime * 1000) / seconds) : 0
}

const tenths = (value: number) => `${Math.trunc(value / 10)}.${value % 10}`

function stateWord({ state, nice, locked, session, pid, threads, foreground, pgrp }: Process) {
  return [
    state,
    nice < 0 && '<',
    nice > 0 && 'N',
    locked && 'L',
    session === pid && 's',
    threads > 1 && 'l',
    foreground === pgrp && '+',
  ]
    .filter((part) => part !== false)
    .join('')
}

function terminal({ tty }: Process): string {
  if (tty === 0) return '?'
  const major = (tty >> 8) & 0xfff
  const minor = (tty & 0xff) | ((tty >> 12) & 0xfff00)
  return major === PTS_MAJOR ? `pts/${minor}` : `${major},${minor}`
}

const defunct = ({ state }: Process) => (state === 'Z' ? ' <defunct>' : '')

const command = (process: Process) =>
  process.args.length > 0
    ? process.args
        .join(' ')
        .replace(/[^ -~\u00a0-\u{10ffff}]/gu, '?')
        // dockerd cuts ps's lines at spaces, and joins what is left over at the end by single ones.
        .split(' ')
        .filter(Boolean)
        .join(' ')
    : `[${process.comm}]${defunct(process)}`

const column = (title: string, value: Column['value']): Column => ({ title, value })
const number = (title: string, value: (process: Process) => number) =>
  column(title, (process) => String(value(process)))

const user = (title: string) => column(title, ({ uid }, { users }) => named(users, uid.effective))
const time = column('TIME', ({ cpuTime }) => span(cpuTime, false))
const pid = number('PID', (process) => process.pid)
const ppid = number('PPID', (process) => process.ppid)
const tty = column('TTY', terminal)
const share = column('C', (process, context) =>
  String(Math.min(99, Math.trunc(load(process, context) / 10))),
)
const start = column('STIME', (process, context) => {
  const date = startOf(process, context)
  if (date.getUTCFullYear() !== context.now.getUTCFullYear()) return String(date.getUTCFullYear())
  return day(date) === day(context.now) ? clock(date) : day(date)
})
const cpu = column('%CPU', (process, context) => tenths(Math.min(999, load(process, context))))
const memory = column('%MEM', ({ resident }, context) =>
  tenths(Math.min(999, Math.trunc((resident * PAGE * 1000) / context.memory))),
)
const virtual = number('VSZ', (process) => Math.trunc(process.virtual / 1024))
const resident = number('RSS', (process) => (process.resident * PAGE) / 1024)
const state = column('STAT', stateWord)
const name = column('COMMAND', (process) => process.comm + defunct(process))

/** The columns of `ps -o`, by the names that they have there. */
export const COLUMNS: ReadonlyMap<string, Column> = new Map(
  Object.entries({
    pid,
    ppid,
    user: user('USER'),
    euser: user('EUSER'),
    ruser: column('RUSER', ({ uid }, { users }) => named(users, uid.real)),
    uid: number('UID', ({ uid }) => uid.effective),
    euid: number('EUID', ({ uid }) => uid.effective),
    ruid: number('RUID', ({ uid }) => uid.real),
    group: column('GROUP', ({ gid }, { groups }) => named(groups, gid.effective)),
    gid: number('GID', ({ gid }) => gid.effective),
    rgid: number('RGID', ({ gid }) => gid.real),
    pgid: number('PGID', ({ pgrp }) => pgrp),
    pgrp: number('PGRP', ({ pgrp }) => pgrp),
    sid: number('SID', ({ session }) => session),
    sess: number('SESS', ({ session }) => session),
    c: share,
    pcpu: cpu,
    '%cpu': cpu,
    pmem: memory,
    '%mem': memory,
    vsz: virtual,
    vsize: virtual,
    rss: resident,
    rssize: resident,
    rsz: column('RSZ', resident.value),
    tty: column('TT', terminal),
    tt: column('TT', terminal),
    tname: tty,
    stat: state,
    s: column('S', (process) => process.state),
    state: column('S', (process) => process.state),
    stime: start,
    time,
    cputime: time,
    etime: column('ELAPSED', (process, context) => span(elapsed(process, context), true)),
    etimes: column('ELAPSED', (process, context) => String(Math.trunc(elapsed(process, context)))),
    ni: number('NI', ({ nice }) => nice),
    nice: number('NI', ({ nice }) => nice),
    pri: number('PRI', ({ priority }) => 39 - priority),
    nlwp: number('NLWP', ({ threads }) => threads),
    thcount: number('THCNT', ({ threads }) => threads),
    cmd: column('CMD', command),
    args: column('COMMAND', command),
    command: column('COMMAND', command),
    comm: name,
    ucmd: column('CMD', name.value),
    ucomm: name,
  }),
)

/** `ps -f`. */
export const FULL: readonly Column[] = [
  user('UID'),
  pid,
  ppid,
  share,
  start,
  tty,
  time,
  column('CMD', command),
]

/** `ps u`. */
export const BY_USER: readonly Column[] = [
  user('USER'),
  pid,
  cpu,
  memory,
  virtual,
  resident,
  tty,
  state,
  column('START', (process, context) => {
    const date = startOf(process, context)
    const isRecent = context.now.getTime() - date.getTime() < 86_400_000
    return isRecent ? clock(date) : day(date)
  }),
  column('TIME', ({ cpuTime }) => `${Math.trunc(cpuTime / 60)}:${two(cpuTime % 60)}`),
  column('COMMAND', command),
]

/** `ps` without a format. */
export const PLAIN: readonly Column[] = [pid, tty, time, column('CMD', name.value)]
