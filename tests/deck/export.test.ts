import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'

test('npm run export takes Slidev’s options, those that it has values for itself too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'export-'))
  try {
    const file = join(folder, 'two.pdf')
    const args = ['run', '-s', 'export', '--', '--output', file, '--per-slide', '--range', '1,4']
    await promisify(execFile)('npm', args, { cwd: projectFolder })
    expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).toMatch(/^Pages: +2$/m)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
