import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Apt, Deb } from './apt.ts'
import { run } from './run.ts'

/** i386 packages with the static libraries and headers that crun is linked against. */
const LIBRARIES = ['libyajl-dev', 'libcap-dev', 'libseccomp-dev'] as const

/** What stands for the generated sources in libocispec's makefile. */
const GENERATED = [
  'src/runtime_spec_stamp',
  'src/image_spec_stamp',
  'src/image_manifest_stamp',
  'src/basic-test_stamp',
]

/** A static crun for i386 and what it was made from. */
export interface StaticCrun {
  /** Path of the stripped executable. */
  file: string
  /** The packages whose static libraries are in it. */
  libraries: Deb[]
  /** Version of Debian's source package. */
  version: string
}

/**
 * Builds crun from Debian's source package, statically and without systemd: started from a dynamic
 * executable it spends more than half its instructions in the dynamic linker.
 */
export async function buildCrun(apt: Apt, work: string, log: string): Promise<StaticCrun> {
  const folder = join(work, 'crun')
  const libraries = join(folder, 'i386')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(libraries, { recursive: true })
  const debs = await apt.download(LIBRARIES)
  for (const deb of debs) await run('dpkg-deb', ['-x', deb.file, libraries])
  const archives = join(libraries, 'usr/lib/i386-linux-gnu')
  copyFileSync(join(archives, 'libyajl_s.a'), join(archives, 'libyajl.a'))

  const source = await apt.source('crun')
  const build = join(folder, 'build')
  cpSync(source, build, { recursive: true, preserveTimestamps: true })
  const options = { cwd: build, log }
  await run(
    './configure',
    [
      '--host=i686-linux-gnu',
      '--disable-systemd',
      '--disable-dl',
      '--enable-static',
      '--disable-shared',
      'CC=i686-linux-gnu-gcc',
      'CFLAGS=-O2 -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables',
      `CPPFLAGS=-I${join(libraries, 'usr/include')}`,
      `LDFLAGS=-L${archives}`,
      `YAJL_CFLAGS=-I${join(libraries, 'usr/include')}`,
      'YAJL_LIBS=-lyajl -lm',
    ],
    options,
  )
  // Its makefile lets programs be compiled while the headers that they include are being generated.
  await run('make', ['-C', 'libocispec', ...GENERATED], options)
  await run('make', ['-C', 'libocispec', '-j2', 'libocispec.la'], options)
  await run('make', ['git-version.h'], options)
  await run(
    'make',
    [
      '-j2',
      `LDFLAGS=-all-static -Wl,--gc-sections -Wl,-z,norelro -Wl,-z,noseparate-code -L${archives}`,
      'crun',
    ],
    options,
  )
  const file = join(folder, 'crun')
  await run('i686-linux-gnu-strip', ['-o', file, join(build, 'crun')])
  const dsc = await run('dpkg-parsechangelog', ['-S', 'Version'], { cwd: source })
  return { file, libraries: debs, version: dsc.trim() }
}
