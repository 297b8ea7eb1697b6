import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unpackTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPathFacts, readTexts } from '../../docker/machine/facts.ts'
import { machineFilesOnDisk } from '../../docker/machine/files.node.ts'
import type { Machine, Step } from '../../docker/machine/machine.ts'
import { startMachine } from '../../docker/machine/start.ts'

let machine: Machine

beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../public/machine', import.meta.url))
  machine = await startMachine({ files: machineFilesOnDisk(folder) })
})
afterAll(() => machine.stop())

const sh = (script: string, cwd = '/tmp'): Step => ({
  op: 'spawn',
  argv: ['/bin/sh', '-ec', script],
  cwd,
})

/** Performs steps with an optional tar as input. */
async function perform(steps: Step[], input?: Uint8Array) {
  const task = machine.submit(steps)
  const write = async () => {
    const writer = task.stdin.getWriter()
    if (input) await writer.write(input)
    await writer.close()
  }
  const [stdout, stderr, outcome] = await Promise.all([
    new Response(task.stdout).arrayBuffer().then((buffer) => new Uint8Array(buffer)),
    new Response(task.stderr).text(),
    task.done,
    input && write(),
  ])
  return { ...outcome, stdout, stderr, text: new TextDecoder().decode(stdout) }
}

/** Runs GNU tar on bytes. */
function tar(bytes: Uint8Array, ...options: string[]): string {
  return execFileSync('tar', [...options, '-f', '-'], { input: bytes, encoding: 'utf8' })
}

describe('pack', () => {
  it('writes what GNU tar reads: every kind of file, long names, hard links, owners and times', async () => {
    const long = 'n'.repeat(120)
    await perform([
      { op: 'mkdir', path: '/tmp/pack/tree/sub' },
      sh(
        `cd pack/tree
         printf hello >sub/file; chown 12:34 sub/file; chmod 4751 sub/file; ln sub/file zlink
         ln -s ../out sub/symlink; ln -s /${long} longlink; mkfifo sub/fifo; mknod sub/null c 1 3
         printf x >${long}; printf y >grüße; : >empty
         touch -d @1000000000 sub/file; touch -h -d @1 sub/symlink longlink
         touch -d @2 sub/fifo sub/null ${long} grüße empty; touch -d @3 sub; touch -d @4 .`,
      ),
    ])
    const { stdout, failure, exitCode } = await perform([
      { op: 'pack', root: '/tmp/pack', path: 'tree', name: 'called' },
    ])
    expect(failure).toBeUndefined()
    expect(exitCode).toBeUndefined()
    const lines = tar(stdout, '-tv', '--numeric-owner', '--utc', '--full-time')
    expect(lines.replaceAll(/ +/g, ' ').trim().split('\n')).toEqual([
      'drwxr-xr-x 0/0 0 1970-01-01 00:00:04 called/',
      '-rw-r--r-- 0/0 0 1970-01-01 00:00:02 called/empty',
      '-rw-r--r-- 0/0 1 1970-01-01 00:00:02 called/grüße',
      `lrwxrwxrwx 0/0 0 1970-01-01 00:00:01 called/longlink -> /${long}`,
      `-rw-r--r-- 0/0 1 1970-01-01 00:00:02 called/${long}`,
      'drwxr-xr-x 0/0 0 1970-01-01 00:00:03 called/sub/',
      'prw-r--r-- 0/0 0 1970-01-01 00:00:02 called/sub/fifo',
      '-rwsr-x--x 12/34 5 2001-09-09 01:46:40 called/sub/file',
      'crw-r--r-- 0/0 1,3 1970-01-01 00:00:02 called/sub/null',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00:01 called/sub/symlink -> ../out',
      'hrwsr-x--x 12/34 0 2001-09-09 01:46:40 called/zlink link to called/sub/file',
    ])
    expect(tar(stdout, '-xO', 'called/sub/file')).toBe('hello')
  })

  it('turns an overlay’s whiteouts and opaque folders into OCI’s', async () => {
    const steps: Step[] = [
      { op: 'mkdir', path: '/tmp/layer/opaque' },
      { op: 'setxattr', path: '/tmp/layer/opaque', name: 'trusted.overlay.opaque', value: 'y' },
      sh('mknod layer/gone c 0 0; mknod layer/opaque/also c 0 0; echo 1 >layer/opaque/kept'),
    ]
    await perform(steps)
    const { stdout } = await perform([
      { op: 'pack', root: '/tmp/layer', path: '/', name: '', layer: true },
    ])
    const entries = await unpackTar(stdout, { strict: true })
    expect(entries.map(({ header: { name, type, size } }) => [name, type, size])).toEqual([
      ['.wh.gone', 'file', 0],
      ['opaque/', 'directory', 0],
      ['opaque/.wh..wh..opq', 'file', 0],
      ['opaque/.wh.also', 'file', 0],
      ['opaque/kept', 'file', 2],
    ])
  })

  it('keeps file capabilities there and back, and the input’s long content', async () => {
    // VFS_CAP_REVISION_2 with cap_net_raw, effective (linux/capability.h).
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex')
    const content = randomBytes(3_000_001)
    const folder = mkdtempSync(join(tmpdir(), 'pack-'))
    writeFileSync(join(folder, 'big'), content)
    const record = Buffer.concat([
      Buffer.from('SCHILY.xattr.security.capability='),
      capability,
      Buffer.from('\n'),
    ])
    const withCapability = execFileSync(
      'tar',
      [
        ...['-C', folder, '--format=pax', '--owner=1', '--group=2', '-cf', '-', 'big'],
        '--pax-option=delete=atime,delete=ctime',
      ],
      { maxBuffer: 1e8 },
    )
    rmSync(folder, { recursive: true })
    const extended = prependPax(
      withCapability,
      Buffer.concat([Buffer.from(`${record.length + 3} `), record]),
    )
    await perform(
      [
        { op: 'mkdir', path: '/tmp/caps' },
        { op: 'unpack', path: '/tmp/caps' },
      ],
      extended,
    ).then(({ failure }) => expect(failure).toBeUndefined())
    const { stdout } = await perform([{ op: 'pack', root: '/tmp/caps', path: 'big', name: 'big' }])
    const [entry] = await unpackTar(stdout)
    expect(entry?.data && Buffer.from(entry.data).equals(content)).toBe(true)
    expect(stdout.subarray(512, 512 + record.length + 3)).toEqual(
      new Uint8Array(Buffer.concat([Buffer.from(`${record.length + 3} `), record])),
    )
  })

  it('does not leave its root, and follows a last link only if asked', async () => {
    await perform([
      { op: 'mkdir', path: '/tmp/jail/etc' },
      sh('echo inside >jail/etc/passwd; ln -s /etc/passwd jail/link; ln -s ../../.. jail/up'),
    ])
    const names = async (path: string, follow: boolean) => {
      const { stdout, failure } = await perform([
        { op: 'pack', root: '/tmp/jail', path, name: 'x', follow },
      ])
      return (
        failure ??
        (await unpackTar(stdout)).map(({ header, data }) => [
          header.type,
          new TextDecoder().decode(data),
        ])
      )
    }
    expect(await names('/link', true)).toEqual([['file', 'inside\n']])
    expect(await names('/link', false)).toEqual([['symlink', '']])
    expect(await names('/up/etc/passwd', false)).toEqual([['file', 'inside\n']])
    expect(await names('/up/tmp/jail/etc/passwd', true)).toMatchObject({ errno: 2 })
    expect(await names('/none', false)).toMatchObject({ step: 0, errno: 2 })
  })

  it('is held back until somebody reads, and the agent goes on meanwhile', async () => {
    await perform([{ op: 'mkdir', path: '/tmp/large' }, sh('head -c 20000000 /dev/zero >large/f')])
    const task = machine.submit([{ op: 'pack', root: '/tmp/large', path: 'f', name: 'f' }])
    const { text } = await perform([sh('echo alive')])
    expect(text).toBe('alive\n')
    let bytes = 0
    for await (const chunk of task.stdout) bytes += chunk.length
    expect(bytes).toBe(512 + Math.ceil(20_000_000 / 512) * 512 + 1024)
    expect((await task.done).failure).toBeUndefined()
  })
})

/** Puts a PAX header with one record before the first entry of a tar. */
function prependPax(bytes: Uint8Array, record: Uint8Array): Uint8Array {
  const header = new Uint8Array(1024)
  const text = (at: number, value: string) => header.set(new TextEncoder().encode(value), at)
  text(0, 'PaxHeaders.0/big')
  text(100, '0000644\0' + '0000000\0' + '0000000\0')
  text(124, record.length.toString(8).padStart(11, '0') + '\0' + '00000000000\0')
  text(148, '        x')
  text(257, 'ustar\0' + '00')
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  text(148, sum.toString(8).padStart(6, '0') + '\0 ')
  header.set(record, 512)
  return Buffer.concat([header, bytes])
}

describe('changes', () => {
  it('are those that docker diff tells', async () => {
    const folder = '/tmp/diff'
    const { output, failure } = await perform([
      sh(
        `mkdir -p diff/top diff/low/etc/kept diff/low/gone diff/low/opaque diff/upper diff/work diff/merged
         cd diff
         echo 1 >low/etc/conf; echo 1 >low/etc/kept/a; echo 1 >low/gone/x; echo 1 >low/opaque/old
         echo 1 >low/same; echo 1 >top/hidden; mknod top/removed c 0 0; echo 1 >low/removed; mkdir low/tofile`,
      ),
      {
        op: 'mount',
        source: 'overlay',
        target: `${folder}/merged`,
        type: 'overlay',
        data: `lowerdir=${folder}/top:${folder}/low,upperdir=${folder}/upper,workdir=${folder}/work`,
      },
      sh(
        `echo 2 >etc/conf; rm -r gone; rm -r opaque; mkdir opaque; echo new >opaque/new; mkdir -p a/b; : >a/b/c
         rmdir tofile; : >tofile; echo back >removed; rm hidden; chmod 600 same; chmod 700 etc/kept; : >etc-x`,
        `${folder}/merged`,
      ),
      { op: 'changes', path: `${folder}/upper`, below: [`${folder}/top`, `${folder}/low`] },
      { op: 'finally' },
      { op: 'umount', target: `${folder}/merged` },
      { op: 'usage', path: `${folder}/upper` },
    ])
    expect(failure).toBeUndefined()
    const [changes, usage] = output
    expect(changes && readTexts(changes)).toEqual([
      'A /a',
      'A /a/b',
      'A /a/b/c',
      'C /etc',
      'A /etc-x',
      'C /etc/conf',
      'C /etc/kept',
      'D /gone',
      'D /hidden',
      'C /opaque',
      'A /opaque/new',
      'D /opaque/old',
      'A /removed',
      'C /same',
      'C /tofile',
    ])
    // etc/conf, opaque/new, removed, same
    expect(new TextDecoder().decode(usage)).toBe(String(2 + 4 + 5 + 2))
  })
})

describe('facts', () => {
  it('are told of a path inside its root', async () => {
    const { output } = await perform([
      { op: 'mkdir', path: '/tmp/facts/d' },
      sh(
        'echo hello >"facts/d/q\\"uo\\\\te"; chmod 2640 facts/d/q*; touch -d @77 facts/d/q*; ln -s /d facts/l; ln -s /nowhere facts/broken',
      ),
      { op: 'stat', root: '/tmp/facts', path: '/l/q"uo\\te' },
      { op: 'stat', root: '/tmp/facts', path: '/l' },
      { op: 'stat', root: '/tmp/facts', path: '/broken' },
      { op: 'stat', root: '/tmp/facts', path: '/' },
      { op: 'list', path: '/tmp/facts' },
      { op: 'read', path: '/tmp/facts/none', optional: true },
      { op: 'read', path: '/tmp/facts/d/q"uo\\te', optional: true },
    ])
    const [file, link, broken, root, list, none, content] = output
    expect(file && readPathFacts(file)).toEqual({
      name: 'q"uo\\te',
      size: 6,
      mode: 0o102640,
      uid: 0,
      gid: 0,
      mtime: '77.000000000',
      linkTarget: '',
      path: '/d/q"uo\\te',
      resolved: '/d/q"uo\\te',
    })
    const facts = { name: 'l', linkTarget: '/d', path: '/l', resolved: '/d' }
    expect(link && readPathFacts(link)).toMatchObject(facts)
    expect(broken && readPathFacts(broken)).toMatchObject({ path: '/broken', resolved: '' })
    expect(root && readPathFacts(root)).toMatchObject({ name: '', path: '/', resolved: '/' })
    expect(list && readTexts(list)).toEqual(['broken', 'd', 'l'])
    expect(none).toHaveLength(0)
    expect(new TextDecoder().decode(content)).toBe('hello\n')
  })
})

describe('unpack with a root', () => {
  const archive = (...names: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'unpack-'))
    for (const name of names) writeFileSync(join(folder, name), name)
    const bytes = execFileSync('tar', ['-C', folder, '--owner=7', '-cf', '-', ...names])
    rmSync(folder, { recursive: true })
    return bytes
  }

  it('resolves the folder and every entry inside it, and gives an owner', async () => {
    const { failure, text } = await perform(
      [
        sh('mkdir -p r/real; ln -s /real r/link'),
        {
          op: 'unpack',
          root: '/tmp/r',
          path: '/link',
          owner: { uid: 5, gid: 6 },
        },
        { op: 'finally' },
        sh('stat -c "%u %g %n" r/real/a; ls /real 2>&1 || true'),
      ],
      archive('a'),
    )
    expect(failure).toBeUndefined()
    expect(text).toBe('5 6 r/real/a\nls: /real: No such file or directory\n')
  })

  it('replaces a folder by a file only if it may', async () => {
    const make = sh('mkdir -p k/a/deep; echo x >k/a/deep/x')
    const unpack = (keepKinds: boolean): Step[] => [
      make,
      { op: 'unpack', root: '/tmp/k', path: '/', keepKinds },
    ]
    const { failure } = await perform(unpack(true), archive('a'))
    expect(failure).toEqual({ step: 1, errno: 21, message: 'a: Is a directory' })
    expect((await perform(unpack(false), archive('a'))).failure).toBeUndefined()
    expect((await perform([sh('cat k/a')])).text).toBe('a')
  })
})
