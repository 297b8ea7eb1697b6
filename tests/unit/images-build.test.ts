import { chmod, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderEntries } from '../../docker/images/build/contexts.ts'
import { instructionHistory, lineageOf } from '../../docker/images/build/history.ts'
import { temporaryFolder, writeFiles } from './images-helpers.ts'

const CREATED = '2023-11-14T22:13:20Z'

test('an image goes back over its stages to the image that the first of them is built from', () => {
  const { base, commands } = lineageOf(
    [
      'FROM lua AS tools',
      'RUN make',
      'FROM base AS Lower',
      'ENV A=1',
      'FROM lower',
      'COPY --from=tools /a /b',
    ].join('\n'),
  )
  expect(base).toBe('base')
  expect(commands.map(({ code }) => code)).toEqual(['ENV A=1', 'COPY --from=tools /a /b'])
  // A stage is built from an image, not from itself or a later one, though that has its name.
  expect(lineageOf('FROM base AS base\nUSER 1\n').base).toBe('base')
})

test('history is worded by the instructions', () => {
  const { commands } = lineageOf(
    [
      'FROM scratch',
      'ADD  root.tar   /',
      'COPY --chown=1:2 --from=base ["a b", "/c/"]',
      'RUN rm /x',
      'LABEL a="b c" \\',
      '  d=e',
      'CMD ["sh"]',
    ].join('\n'),
  )
  const entries = [
    { created_by: '/bin/sh -c #(nop) ADD file:0011 in / ' },
    { created_by: '/bin/sh -c #(nop) COPY --chown=1:2file:22 in /c/ ' },
    { created_by: '/bin/sh -c rm /x' },
    { created_by: '/bin/sh -c #(nop)  LABEL a=b c d=e', empty_layer: true },
    { created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true },
  ]
  expect(instructionHistory(entries, commands, CREATED)).toEqual([
    { created: CREATED, created_by: 'ADD root.tar /' },
    { created: CREATED, created_by: 'COPY --from=base --chown=1:2 a b /c/' },
    { created: CREATED, created_by: 'RUN /bin/sh -c rm /x' },
    { created: CREATED, created_by: 'LABEL a=b c d=e', empty_layer: true },
    { created: CREATED, created_by: 'CMD ["sh"]', empty_layer: true },
  ])
  expect(() => instructionHistory(entries.slice(1), commands, CREATED)).toThrow(
    '5 instructions made 4 lines of history',
  )
})

test('a context has the same bytes whatever a checkout made of times and permissions', async () => {
  const folder = await writeFiles(await temporaryFolder(), { 'b/run': '#!', 'a.txt': 'a' })
  await chmod(join(folder, 'a.txt'), 0o600)
  await chmod(join(folder, 'b/run'), 0o700)
  const mtime = new Date(1_700_000_000_000)
  expect((await folderEntries(folder, 1_700_000_000)).map(({ header }) => header)).toEqual([
    { name: 'a.txt', type: 'file', size: 1, mode: 0o644, mtime },
    { name: 'b', type: 'directory', size: 0, mode: 0o755, mtime },
    { name: 'b/run', type: 'file', size: 2, mode: 0o755, mtime },
  ])
  await symlink('/dev/null', join(folder, 'c'))
  await expect(folderEntries(folder, 0)).rejects.toThrow('c is neither a file nor a folder')
})
