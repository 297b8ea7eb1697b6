import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  link,
  lstat,
  mkdir,
  readFile,
  readlink,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { unpackable } from '../../docker/registry/layer.ts'
import { packTar } from '../../docker/registry/tar.ts'
import { installed, run, temporaryFolder, writeFiles } from './images-helpers.ts'

const LONG = `${'long-folder-name/'.repeat(12)}${'n'.repeat(120)}`
const MIDDLE = `${'m'.repeat(70)}/${'ü'.repeat(50)}`
const asRoot = process.getuid?.() === 0
const hasCapabilities = existsSync('/sbin/setcap')
const hasBusyBox = await installed('busybox')

/** Packs a folder with the system's tar. */
async function pack(folder: string, ...options: string[]) {
  const file = `${folder}.tar`
  await run('tar', ['-C', folder, '-cf', file, ...options])
  const tar = new Uint8Array(await readFile(file))
  return { tar, diffId: `sha256:${createHash('sha256').update(tar).digest('hex')}` }
}

async function unpackWith(command: string[], stream: ReadableStream<Uint8Array>, folder: string) {
  const tar = join(folder, '..', 'result.tar')
  await writeFile(tar, new Uint8Array(await new Response(stream).arrayBuffer()))
  await mkdir(folder)
  const [program = '', ...args] = command
  await run(program, [...args, '-xpf', tar, '-C', folder])
  return folder
}

async function exampleLayer(root: string): Promise<string> {
  const layer = await writeFiles(join(root, 'layer'), {
    'bin/tool': '#!/bin/sh\n',
    empty: '',
    [LONG]: 'long',
    [MIDDLE]: 'middle',
    'etc/.wh.gone': '',
    '.wh.top': '',
    'data/.wh..wh..opq': '',
    'data/new': 'new',
    '.wh..wh.plnk': '',
  })
  await chmod(join(layer, 'bin/tool'), 0o4755)
  await link(join(layer, 'bin/tool'), join(layer, 'bin/same'))
  await symlink('/etc/target', join(layer, 'bin/absolute'))
  await symlink(`../${LONG}`, join(layer, 'bin/far'))
  return layer
}

async function expectUnpacked(folder: string): Promise<void> {
  expect((await lstat(join(folder, 'bin/tool'))).mode & 0o7777).toBe(0o4755)
  expect((await lstat(join(folder, 'bin/same'))).ino).toBe(
    (await lstat(join(folder, 'bin/tool'))).ino,
  )
  expect(await readlink(join(folder, 'bin/absolute'))).toBe('/etc/target')
  expect(await readlink(join(folder, 'bin/far'))).toBe(`../${LONG}`)
  expect(await readFile(join(folder, LONG), 'utf8')).toBe('long')
  expect(await readFile(join(folder, MIDDLE), 'utf8')).toBe('middle')
  expect((await lstat(join(folder, 'empty'))).size).toBe(0)
  expect(await readFile(join(folder, 'data/new'), 'utf8')).toBe('new')
  for (const whiteout of ['etc/gone', 'top']) {
    const status = await lstat(join(folder, whiteout))
    expect([status.isCharacterDevice(), status.rdev]).toEqual([true, 0])
  }
  for (const absent of ['.wh..wh.plnk', 'data/.wh..wh..opq', 'etc/.wh.gone'])
    await expect(lstat(join(folder, absent))).rejects.toMatchObject({ code: 'ENOENT' })
}

// Making device nodes takes root, as it does in the machine.
describe.runIf(asRoot)('unpackable', () => {
  test.each(['gnu', 'pax'])('a layer in %s format, unpacked by GNU tar', async (format) => {
    const root = await temporaryFolder()
    const { tar, diffId } = await pack(await exampleLayer(root), `--format=${format}`, '.')
    const layer = await unpackable(new Uint8Array(gzipSync(tar)), diffId)
    expect(layer.opaque).toEqual(['data'])
    // bin/tool once, LONG, MIDDLE and data/new; the links by what they say.
    expect(layer.size).toBe(10 + 4 + 6 + 3 + '/etc/target'.length + `../${LONG}`.length)
    await expectUnpacked(await unpackWith(['tar'], layer.tar, join(root, 'out')))
  })

  test.runIf(hasBusyBox)('unpacked by BusyBox', async () => {
    const root = await temporaryFolder()
    const { tar, diffId } = await pack(await exampleLayer(root), '--format=pax', '.')
    const layer = await unpackable(tar, diffId)
    await expectUnpacked(await unpackWith(['busybox', 'tar'], layer.tar, join(root, 'out')))
  })
})

test('no PAX record is written, since BusyBox skips them', async () => {
  const root = await temporaryFolder()
  const folder = await writeFiles(join(root, 'layer'), { [LONG]: '1', [MIDDLE]: '2' })
  const { tar, diffId } = await pack(folder, '--format=pax', '.')
  const layer = await unpackable(tar, diffId)
  const result = Buffer.from(await new Response(layer.tar).arrayBuffer())
  const types = new Set<string>()
  for (let at = 0; at < result.length && result[at] !== 0;) {
    types.add(result.toString('latin1', at + 156, at + 157))
    const size = Number.parseInt(result.toString('latin1', at + 124, at + 135), 8)
    at += 512 + Math.ceil(size / 512) * 512
  }
  expect([...types].sort()).toEqual(['0', '5', 'L'])
})

test('the root’s own opaque marker is the empty path', async () => {
  const folder = await writeFiles(join(await temporaryFolder(), 'layer'), { '.wh..wh..opq': '' })
  const { tar, diffId } = await pack(folder, '.')
  expect((await unpackable(tar, diffId)).opaque).toEqual([''])
})

test('other bytes than the diff ID’s are refused', async () => {
  const folder = await writeFiles(join(await temporaryFolder(), 'layer'), { a: '1' })
  const { tar, diffId } = await pack(folder, '.')
  const wrong = `sha256:${'0'.repeat(64)}`
  await expect(unpackable(tar, wrong)).rejects.toMatchObject({
    name: 'DigestMismatch',
    expected: wrong,
    actual: diffId,
  })
})

test('damaged gzip, damaged tar and cut tar are refused', async () => {
  const folder = await writeFiles(join(await temporaryFolder(), 'layer'), { a: 'x'.repeat(5000) })
  const { tar } = await pack(folder, '.')
  const digest = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const gzip = new Uint8Array(gzipSync(tar))
  await expect(unpackable(gzip.slice(0, -20), digest(tar))).rejects.toMatchObject({
    name: 'InvalidLayer',
  })
  const damaged = tar.slice()
  damaged[3] = 0x41
  await expect(unpackable(damaged, digest(damaged))).rejects.toThrow(
    'archive/tar: invalid tar header (at byte 0)',
  )
  const cut = tar.slice(0, 2048)
  await expect(unpackable(cut, digest(cut))).rejects.toThrow('unexpected EOF (at byte 512')
})

test('entries that would land outside of the layer are refused', async () => {
  const root = await temporaryFolder()
  const folder = await writeFiles(join(root, 'layer'), { file: '1' })
  const up = await pack(folder, '-P', '--transform=s,^,../,', 'file')
  await expect(unpackable(up.tar, up.diffId)).rejects.toThrow('../file is outside of the layer')

  // Names go through links, as in a root of their own; the mark of an opaque folder does not.
  await symlink('/etc', join(folder, 'way'))
  await truncate(`${folder}.tar`, 0)
  const through = await pack(folder, '--transform=s,^file$,way/.wh..wh..opq,', 'way', 'file')
  await expect(unpackable(through.tar, through.diffId)).rejects.toThrow(
    'way goes through the symbolic link way',
  )
})

describe.runIf(asRoot)('what only root makes', () => {
  test('device nodes keep their numbers, and FIFOs come along', async () => {
    const root = await temporaryFolder()
    const folder = await writeFiles(join(root, 'layer'), {})
    await mkdir(folder, { recursive: true })
    await run('mknod', [join(folder, 'null'), 'c', '1', '3'])
    await run('mknod', [join(folder, 'disk'), 'b', '259', '70000'])
    await run('mkfifo', [join(folder, 'pipe')])
    const { tar, diffId } = await pack(folder, '.')
    const out = await unpackWith(['tar'], (await unpackable(tar, diffId)).tar, join(root, 'out'))
    const { stdout } = await run('stat', [
      ...['-c', '%n %F %t %T'],
      ...['null', 'disk', 'pipe'].map((name) => join(out, name)),
    ])
    expect(stdout.replaceAll(`${out}/`, '')).toBe(
      'null character special file 1 3\ndisk block special file 103 11170\npipe fifo 0 0\n',
    )
  })

  test.runIf(hasCapabilities)('extended attributes are kept', async () => {
    const root = await temporaryFolder()
    const folder = await writeFiles(join(root, 'layer'), { tool: '1' })
    await run('/sbin/setcap', ['cap_net_raw=ep', join(folder, 'tool')])
    const { tar, diffId } = await pack(folder, '--xattrs', '--xattrs-include=*', '.')
    const command = ['tar', '--xattrs', '--xattrs-include=*']
    const out = await unpackWith(command, (await unpackable(tar, diffId)).tar, join(root, 'out'))
    const { stdout } = await run('/sbin/getcap', [join(out, 'tool')])
    expect(stdout).toContain('cap_net_raw=ep')
  })
})

test('overlayfs’ own attributes are left out: a layer could point at other folders with them', async () => {
  const value = new TextEncoder().encode('/etc')
  const xattrs = new Map([
    ['trusted.overlay.redirect', value],
    ['user.note', value],
  ])
  const tar = packTar([{ header: { name: 'a', type: 'directory', size: 0, xattrs } }])
  const { tar: stream } = await unpackable(tar)
  const text = await new Response(stream).text()
  expect(text).toContain('SCHILY.xattr.user.note=/etc')
  expect(text).not.toContain('overlay')
})
