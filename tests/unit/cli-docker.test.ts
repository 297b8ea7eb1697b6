import { afterAll, describe, expect, it, vi } from 'vitest'
import { runDocker } from '../../docker/cli/docker.ts'

const HOUR = 3600
// The answers' ages are told in seconds: the clock stands still meanwhile.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => vi.useRealTimers())
const now = Math.floor(Date.now() / 1000)
const id = (digit: string) => `sha256:${digit.repeat(64)}`

/** Answers of an engine, by path. */
const ANSWERS: Record<string, unknown> = {
  '/containers/json': [
    {
      Id: 'a'.repeat(64),
      Names: ['/keen_hopper'],
      Image: 'greet',
      ImageID: id('b'),
      Command: 'sh -c "echo \u001b hello worldly world"',
      Created: now - 5,
      Status: 'Up 3 seconds',
    },
  ],
  '/images/json': [
    {
      Id: id('b'),
      RepoTags: ['greet:latest'],
      RepoDigests: [`greet@${id('c')}`],
      Created: now - 15 * 24 * HOUR,
      Size: 4053123,
    },
    {
      Id: id('d'),
      RepoTags: [],
      RepoDigests: [`lua@${id('e')}`],
      Created: now - 72 * HOUR,
      Size: 999950,
    },
  ],
  '/images/greet/history': [
    {
      Id: id('b'),
      Created: now - 20 * 24 * HOUR,
      CreatedBy: 'CMD ["/usr/bin/lua" "/srv/greet.lua" "and some more words"]',
      Size: 0,
      Comment: 'buildkit.dockerfile.v0',
    },
    {
      Id: '<missing>',
      Created: now - 100,
      CreatedBy: 'COPY / / # buildkit',
      Size: 4053123,
      Comment: '',
    },
  ],
}

const PULL = [
  { status: 'Pulling from library/base', id: 'latest' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'abcdefabcdef' },
  { status: 'Downloading', progressDetail: { current: 5, total: 10 }, id: 'abcdefabcdef' },
  { status: 'Digest: sha256:1' },
]

/** Runs the client on fixed answers; what it must print was printed by Docker's own client 28.2 on the same ones. */
async function docker(...argv: string[]) {
  const text = { stdout: '', stderr: '' }
  const decoder = new TextDecoder()
  const exitCode = await runDocker(argv, {
    async transport(request) {
      const path = new URL(request.url).pathname.replace('/v1.41', '')
      if (path === '/images/create') {
        return new Response(PULL.map((line) => `${JSON.stringify(line)}\n`).join(''))
      }
      const answer = ANSWERS[path]
      return answer === undefined
        ? Response.json({ message: `No such container: ${path.split('/')[2]}` }, { status: 404 })
        : Response.json(answer)
    },
    stdout: (bytes) => void (text.stdout += decoder.decode(bytes)),
    stderr: (bytes) => void (text.stderr += decoder.decode(bytes)),
  })
  return { exitCode, ...text }
}

const lines = (...text: string[]) => text.map((line) => `${line}\n`).join('')

describe('tables are those of Docker 28.2', () => {
  it('ps', async () => {
    expect((await docker('ps')).stdout).toBe(
      lines(
        'CONTAINER ID   IMAGE     COMMAND                      CREATED         STATUS         PORTS     NAMES',
        'aaaaaaaaaaaa   greet     "sh -c \\"echo \\x1b hello…"   5 seconds ago   Up 3 seconds             keen_hopper',
      ),
    )
    expect((await docker('ps', '-q')).stdout).toBe('aaaaaaaaaaaa\n')
  })

  it('images', async () => {
    expect((await docker('images')).stdout).toBe(
      lines(
        'REPOSITORY   TAG       IMAGE ID       CREATED       SIZE',
        'greet        latest    bbbbbbbbbbbb   2 weeks ago   4.05MB',
        'lua          <none>    dddddddddddd   3 days ago    1e+03kB',
      ),
    )
    expect((await docker('images', '--digests')).stdout).toBe(
      lines(
        'REPOSITORY   TAG       DIGEST                                                                    IMAGE ID       CREATED       SIZE',
        `greet        latest    ${id('c')}   bbbbbbbbbbbb   2 weeks ago   4.05MB`,
        `lua          <none>    ${id('e')}   dddddddddddd   3 days ago    1e+03kB`,
      ),
    )
  })

  it('history', async () => {
    expect((await docker('history', 'greet')).stdout).toBe(
      lines(
        'IMAGE          CREATED              CREATED BY                                      SIZE      COMMENT',
        'bbbbbbbbbbbb   2 weeks ago          CMD ["/usr/bin/lua" "/srv/greet.lua" "and so…   0B        buildkit.dockerfile.v0',
        '<missing>      About a minute ago   COPY / / # buildkit                             4.05MB    ',
      ),
    )
  })
})

describe('a pull without a terminal', () => {
  it('prints a line for each step and none for bytes', async () => {
    expect((await docker('pull', 'base')).stdout).toBe(
      lines(
        'Using default tag: latest',
        'latest: Pulling from library/base',
        'abcdefabcdef: Pulling fs layer',
        'Digest: sha256:1',
        'docker.io/library/base:latest',
      ),
    )
    expect((await docker('pull', '-q', 'base:latest')).stdout).toBe(
      'docker.io/library/base:latest\n',
    )
  })
})

describe('failures are those of Docker 20.10', () => {
  it.each([
    [['foo'], 1, "docker: 'foo' is not a docker command.\nSee 'docker --help'"],
    [['run', '--badflag'], 125, "unknown flag: --badflag\nSee 'docker run --help'."],
    [
      ['run'],
      1,
      `"docker run" requires at least 1 argument.\nSee 'docker run --help'.\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun a command in a new container`,
    ],
    [
      ['ps', 'a', 'b'],
      1,
      `"docker ps" accepts no arguments.\nSee 'docker ps --help'.\n\nUsage:  docker ps [OPTIONS]\n\nList containers`,
    ],
    [
      ['pull', 'a', 'b'],
      1,
      `"docker pull" requires exactly 1 argument.\nSee 'docker pull --help'.\n\nUsage:  docker pull [OPTIONS] NAME[:TAG|@DIGEST]\n\nPull an image or a repository from a registry`,
    ],
    [
      ['run', '--restart', 'a:b', 'x'],
      125,
      "docker: maximum retry count must be an integer.\nSee 'docker run --help'.",
    ],
    [['run', '-it', 'x'], 1, 'the input device is not a TTY'],
    [
      ['run', '-e', '=x', 'busybox'],
      125,
      `invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x\nSee 'docker run --help'.`,
    ],
    [['pull', 'UPPER'], 1, 'invalid reference format: repository name must be lowercase'],
    [
      ['run', 'UPPER'],
      125,
      "docker: invalid reference format: repository name must be lowercase.\nSee 'docker run --help'.",
    ],
    [['rm', 'x', 'y'], 1, 'Error: No such container: x\nError: No such container: y'],
    [['logs', 'x'], 1, 'Error: No such container: x'],
    [['help', 'foo'], 1, 'unknown help topic: foo'],
  ])('docker %j', async (argv, exitCode, stderr) => {
    expect(await docker(...argv)).toEqual({ exitCode, stdout: '', stderr: `${stderr}\n` })
  })

  it('docker inspect prints what it found all the same', async () => {
    expect(await docker('inspect', '--type', 'container', 'x')).toEqual({
      exitCode: 1,
      stdout: '[]\n',
      stderr: 'Error: No such container: x\n',
    })
  })
})

describe('help is laid out as that of Docker 20.10', () => {
  it('of a command', async () => {
    expect((await docker('rm', '--help')).stdout).toBe(
      lines(
        '',
        'Usage:  docker rm [OPTIONS] CONTAINER [CONTAINER...]',
        '',
        'Remove one or more containers',
        '',
        'Options:',
        '  -f, --force     Force the removal of a running container (uses SIGKILL)',
        '  -l, --link      Remove the specified link',
        '  -v, --volumes   Remove anonymous volumes associated with the container',
      ),
    )
    expect((await docker('help', 'run')).stdout).toContain(
      lines(
        '  -u, --user string                    Username or UID (format:',
        '                                       <name|uid>[:<group|gid>])',
        '      --userns string                  User namespace to use',
      ),
    )
  })

  it('of docker itself, listing exactly what there is', async () => {
    const { stdout } = await docker('--help')
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) +[A-Z]/gm)].map(([, name]) => name)
    expect(listed).toContain('run')
    for (const name of listed) {
      const { exitCode, stdout: help } = await docker(String(name), '--help')
      expect(exitCode).toBe(0)
      expect(help.startsWith(`\nUsage:  docker ${name}`)).toBe(true)
    }
    const withoutCommand = await docker()
    expect(withoutCommand.stderr).toBe(stdout)
  })
})

describe('an answer that is none', () => {
  const io = (answer: string, output: string[]) => ({
    transport: () => Promise.resolve(new Response(answer)),
    stdout: (bytes: Uint8Array) => void output.push(new TextDecoder().decode(bytes)),
    stderr: (bytes: Uint8Array) => void output.push(new TextDecoder().decode(bytes)),
  })

  it.each(['<html>', '{"x":', '[{"Id":1}]', '{}'])('%j fails the command', async (answer) => {
    const output: string[] = []
    expect(await runDocker(['ps'], io(answer, output))).toBe(1)
    expect(output.join('')).toMatch(
      /^error reading the engine's answer to GET \/containers\/json: /,
    )
  })

  it('fails the command in Go’s words where there is nothing at all', async () => {
    const output: string[] = []
    expect(await runDocker(['ps'], io('', output))).toBe(1)
    expect(output.join('')).toBe('EOF\n')
  })

  it('fails an inspection by a template', async () => {
    const output: string[] = []
    expect(await runDocker(['container', 'inspect', '-f', '{{.Id}}', 'x'], io('{', output))).toBe(1)
    expect(output.join('')).toContain('unable to read inspect data: ')
  })
})
