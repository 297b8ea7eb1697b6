import { describe, expect, it } from 'vitest'
import { runScript } from '../../docker/cli/script.ts'
import { splitCommands, splitWords } from '../../docker/cli/shell.ts'
import { createEngine } from '../../docker/engine/index.ts'
import { createRegistryClient } from '../../docker/registry/client.ts'

/** A script on an engine that has neither machine nor registry. */
async function run(script: string, signal?: AbortSignal) {
  const engine = createEngine({
    machine: () => Promise.reject(new Error('the machine was started')),
    registry: createRegistryClient({
      baseUrl: 'http://localhost/',
      fetch: async () => new Response('', { status: 404 }),
    }),
  })
  const text = { stdout: '', stderr: '' }
  const decoder = new TextDecoder()
  const exitCode = await runScript(script, {
    transport: (request, stdin) => engine.fetch(request, stdin),
    stdout: (bytes) => void (text.stdout += decoder.decode(bytes)),
    stderr: (bytes) => void (text.stderr += decoder.decode(bytes)),
    ...(signal ? { signal } : {}),
  })
  return { exitCode, ...text }
}

describe('commands of a script', () => {
  it('are its lines, without comments and prompts, numbered', () => {
    const script = '# first\n\n$ docker ps # all\n  docker run a#b "# no"\r\ndocker \\\n  images\n'
    expect(splitCommands(script)).toEqual([
      { line: 3, text: 'docker ps' },
      { line: 4, text: 'docker run a#b "# no"' },
      { line: 5, text: 'docker   images' },
    ])
  })

  it('go on over lines within quotes', () => {
    expect(splitCommands("docker run base sh -c '\necho a\n'\ndocker ps")).toEqual([
      { line: 1, text: "docker run base sh -c '\necho a\n'" },
      { line: 4, text: 'docker ps' },
    ])
  })

  it('are divided into words as sh does', () => {
    expect(splitWords(`run -e "A=b c" base sh -c 'echo "$HOME" | wc; a\\b' x\\ y ''`)).toEqual([
      'run',
      '-e',
      'A=b c',
      'base',
      'sh',
      '-c',
      'echo "$HOME" | wc; a\\b',
      'x y',
      '',
    ])
    expect(splitWords('run base ls *.txt')).toEqual(['run', 'base', 'ls', '*.txt'])
  })
})

describe('a script', () => {
  it.each([
    ['docker ps | wc', '|'],
    ['docker ps > file', '>'],
    ['docker ps && docker ps', '&&'],
    ['docker ps; docker ps', ';'],
    ['docker run base echo $?', '$?'],
    ['docker run base echo "$HOME"', '$HOME'],
    ['docker run base echo `date`', '`'],
    ["docker run base echo 'x", "'"],
  ])('refuses %s, naming %s and the line', async (line, what) => {
    const { exitCode, stderr } = await run(`# comment\n${line}`)
    expect(exitCode).toBe(2)
    expect(stderr.startsWith(`sh: 2: ${what} `)).toBe(true)
  })

  it('knows no command but docker, and goes on after a failure', async () => {
    const { exitCode, stdout, stderr } = await run('ls -l\ndocker images -q\ndocker images')
    expect(stderr).toBe('sh: 1: ls: not found\n')
    expect(stdout).toBe('REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n')
    expect(exitCode).toBe(0)
    expect((await run('docker images\nls')).exitCode).toBe(127)
  })

  it('stops when it is stopped', async () => {
    expect(await run('docker images', AbortSignal.abort())).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: '',
    })
  })
})
