import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

/** Compiles the agent from the C files in `source`; returns the path of the static i386 executable. */
export async function buildAgent(source: string, work: string, log: string): Promise<string> {
  mkdirSync(work, { recursive: true })
  const file = join(work, 'agent')
  const sources = readdirSync(source)
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => join(source, name))
  const flags = [
    '-static',
    '-O2',
    '-D_FILE_OFFSET_BITS=64',
    '-D_TIME_BITS=64',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-s',
  ]
  await run('i686-linux-gnu-gcc', [...flags, '-o', file, ...sources], { log })
  return file
}
