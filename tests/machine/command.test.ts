import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'

/** Runs `npm run docker` as a developer does. */
function npmRunDocker(args: string[], input = '') {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn('npm', ['run', '-s', 'docker', '--', ...args], { cwd: projectFolder })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(input)
  })
}

it('npm run docker prints what the container prints and ends as it ends', async () => {
  const script = 'echo out; echo err >&2; exit 7'
  const { code, stdout, stderr } = await npmRunDocker(['run', '--rm', 'base', 'sh', '-c', script])
  expect(stdout).toBe('out\n')
  expect(stderr.split('\n').slice(-2)).toEqual(['err', ''])
  expect(code).toBe(7)
})

it('npm run docker without arguments runs a script in one machine', async () => {
  const script = [
    '# two commands that only one machine can answer so',
    'docker run --name one base true',
    'docker ps -a --filter name=one -q --no-trunc',
    'docker run --rm nosuch',
  ].join('\n')
  const { code, stdout } = await npmRunDocker([], script)
  expect(stdout).toMatch(/^[0-9a-f]{64}\n$/)
  expect(code).toBe(125)
})
