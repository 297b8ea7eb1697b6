import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'

function command(program: string, args: string[]) {
  return new Promise<{ code: number; text: string }>((resolve) => {
    execFile(program, args, { cwd: projectFolder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr })
    })
  })
}

const proof = join(projectFolder, 'public/machine/machine.json')

it('does nothing when nothing has changed', async () => {
  const before = statSync(proof).mtimeMs
  const { code, text } = await command('npm', ['run', '-s', 'setup'])
  expect(text).toContain('up to date')
  expect(code).toBe(0)
  expect(statSync(proof).mtimeMs).toBe(before)
})

it('refuses a kernel that it does not know', async () => {
  const { code, text } = await command('npm', ['run', '-s', 'setup', '--', '--kernel=huge'])
  expect(text).toContain('--kernel is stock')
  expect(code).toBe(1)
})

// Putting another system's name before one's own needs root and a root that is a mount point.
it.skipIf(spawnSync('unshare', ['--mount', 'true']).status !== 0)(
  'says what to do where neither Debian 12 nor a container engine is',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'other-system-'))
    writeFileSync(join(folder, 'os-release'), 'ID=fedora\nVERSION_ID=44\n')
    for (const engine of ['docker', 'podman'])
      writeFileSync(join(folder, engine), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const built = readFileSync(proof, 'utf8')
    const other = built.includes('"slim"') ? 'stock' : 'slim'
    const script = [
      `mount --bind ${folder}/os-release /etc/os-release`,
      `PATH=${folder}:$PATH npm run -s setup -- --kernel=${other}`,
    ].join('\n')
    const { code, text } = await command('unshare', ['--mount', 'sh', '-ec', script])
    rmSync(folder, { recursive: true })
    expect(text).toContain('neither Docker nor Podman answers here')
    expect(text).toContain('public/machine and public/v2')
    expect(code).toBe(1)
    expect(readFileSync(proof, 'utf8')).toBe(built)
  },
)
