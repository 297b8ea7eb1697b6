import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { psColumns } from '../../docker/engine/processes/options.ts'
import { parseProcess } from '../../docker/engine/processes/read.ts'

const titles = (options: string) =>
  psColumns(options)
    .map(({ title }) => title)
    .join(' ')

describe('the options of ps', () => {
  // The columns are those of procps 4.0.2's ps.
  it.each([
    ['', 'UID PID PPID C STIME TTY TIME CMD'],
    ['-ef', 'UID PID PPID C STIME TTY TIME CMD'],
    ['-e -f', 'UID PID PPID C STIME TTY TIME CMD'],
    ['aux', 'USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND'],
    ['-A', 'PID TTY TIME CMD'],
    ['-o pid,cmd', 'PID CMD'],
    ['-eo pid,ppid,stat,args', 'PID PPID STAT COMMAND'],
    ['-o pid -o comm=What', 'PID What'],
    ['axo user,pid,pcpu,pmem,etime,time,comm', 'USER PID %CPU %MEM ELAPSED TIME COMMAND'],
  ])('%j', (options, expected) => {
    expect(titles(options)).toBe(expected)
  })

  it.each([
    ['-o comm', "Couldn't find PID field in ps output"],
    ['-o pid,nonsense', 'ps: error: unknown user-defined format specifier "nonsense"'],
    ['-o', 'ps: error: improper list'],
    ['-ef -o comm=PID', 'specifying "comm=PID" is not allowed'],
    ['-Z', 'ps: the option -Z is not supported by this engine'],
    ['e', 'ps: the option e is not supported by this engine'],
  ])('%j is refused', (options, message) => {
    expect(() => psColumns(options)).toThrow(message)
  })

  it('are columns with a PID, or a reason', () => {
    fc.assert(
      fc.property(fc.string(), (options) => {
        try {
          expect(psColumns(options).some(({ title }) => title === 'PID')).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ name: 'EngineError', status: 500 })
        }
      }),
    )
  })
})

describe('a process', () => {
  it('is read though its name looks like fields', () => {
    const stat =
      '42 (a) b (c) S 1 42 42 34816 42 4194560 1 2 3 4 150 50 0 0 20 -5 2 0 12345 4096000 100 0'
    const status = 'Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nVmLck:\t       4 kB\n'
    expect(parseProcess(42, stat, status, 'a\0b c\0')).toEqual({
      pid: 42,
      comm: 'a) b (c',
      args: ['a', 'b c'],
      state: 'S',
      ppid: 1,
      pgrp: 42,
      session: 42,
      tty: 34816,
      foreground: 42,
      cpuTime: 2,
      priority: 20,
      nice: -5,
      threads: 2,
      started: 123.45,
      virtual: 4096000,
      resident: 100,
      uid: { real: 1, effective: 2 },
      gid: { real: 5, effective: 6 },
      locked: true,
    })
  })
})
