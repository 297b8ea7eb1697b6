import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDockerNode } from '../../docker/host/node.ts'

const session = openDockerNode()
afterAll(() => session.close())

/** Runs a script in the shell of the one machine of this file. */
async function sh(script: string, options: { signal?: AbortSignal; folder?: string } = {}) {
  const text = { stdout: '', stderr: '', order: '' }
  const decoder = new TextDecoder()
  const exitCode = await session.run(
    script,
    {
      stdout: (bytes) => void ((text.stdout += decoder.decode(bytes)), (text.order += 'o')),
      stderr: (bytes) => void (text.stderr += decoder.decode(bytes)),
    },
    options,
  )
  return { exitCode, stdout: text.stdout, stderr: text.stderr }
}

beforeAll(async () => {
  const { exitCode } = await sh('docker pull -q base')
  expect(exitCode).toBe(0)
})

describe('a script', () => {
  it('has loops, variables, substitutions, $? and documents', async () => {
    const script = [
      'for i in 1 2; do docker run --rm --hostname box$i base hostname; done',
      'id=$(docker create --name made base true)',
      'docker inspect -f "{{.Name}}" "$id"; docker rm $id >/dev/null && echo removed',
      'docker rm nosuch 2>/dev/null || echo failed $?',
      'docker run --rm base sh -c "exit 7"; echo "code $?"',
      'cat >text <<END',
      'one $i',
      'END',
      'cat text; rm text',
    ].join('\n')
    expect(await sh(script)).toEqual({
      exitCode: 0,
      stdout: 'box1\nbox2\n/made\nremoved\nfailed 1\ncode 7\none 2\n',
      stderr: '',
    })
  })

  it('has pipes, which are safe for every byte, and several commands at once', async () => {
    const script = [
      'docker run --rm base seq 3 | docker run -i --rm base tac | tr "\\n" ,; echo',
      'head -c 6000000 /dev/urandom >big',
      'docker run -i --rm base cat <big | sha256sum | cut -c-64; sha256sum <big | cut -c-64; rm big',
    ].join('\n')
    const { stdout, exitCode } = await sh(script)
    const [words, through, direct] = stdout.split('\n')
    expect(words).toBe('3,2,1,')
    expect(through).toMatch(/^[0-9a-f]{64}$/)
    expect(through).toBe(direct)
    expect(exitCode).toBe(0)
  })

  it('keeps the order of its two streams, however slowly they are read', async () => {
    let text = ''
    const decoder = new TextDecoder()
    const slow = async (bytes: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      text += decoder.decode(bytes)
    }
    const lines = Array.from({ length: 20 }, (_, i) => `echo ${i}${i % 3 ? '' : ' >&2'}`)
    await session.run(`sh -c '${lines.join('; ')}'`, { stdout: slow, stderr: slow })
    expect(text).toBe(Array.from({ length: 20 }, (_, i) => `${i}\n`).join(''))
  })

  it('ends a command whose reader has gone', async () => {
    const script = [
      'docker run --name many base seq 100000 >/dev/null',
      '{ docker logs many; echo $? >code; } | head -1; cat code; docker rm many',
    ].join('\n')
    expect((await sh(script)).stdout).toBe('1\n141\nmany\n')
  })

  it('goes on beside a job', async () => {
    const script = [
      'docker run --rm base sleep 1 && echo later &',
      'docker run --rm base echo sooner',
      'wait',
    ].join('\n')
    expect((await sh(script)).stdout).toBe('sooner\nlater\n')
  })

  it('keeps the files of its folder', async () => {
    await sh('echo mine >file', { folder: 'one' })
    expect((await sh('pwd; cat file', { folder: 'one' })).stdout).toBe('/root/one\nmine\n')
    expect((await sh('ls', { folder: 'two' })).stdout).toBe('')
  })

  it('leaves standard input to those who ask for it', async () => {
    const script = 'printf "a\\nb\\n" | while read line; do docker ps -q; echo $line; done'
    expect((await sh(script)).stdout).toBe('a\nb\n')
  })

  it('complains as sh does', async () => {
    expect(await sh('true\nnosuch\necho $?')).toMatchObject({
      stdout: '127\n',
      stderr: 'sh: line 2: nosuch: not found\n',
    })
    expect(await sh('echo "a')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('unterminated quoted string'),
    })
  })

  it('tells of each command when it begins', async () => {
    const seen: string[] = []
    const decoder = new TextDecoder()
    const add = (bytes: Uint8Array) => void seen.push(decoder.decode(bytes).trim())
    await session.run(
      '# a comment\necho a\nls /nosuch\n$ for i in 1 2\ndo\necho $i\ndone\ncat <<E\nit\nE\ntrue\n',
      { stdout: add, stderr: add, command: (text) => void seen.push(`$ ${text}`) },
    )
    expect(seen.join('\n').split('\n')).toEqual([
      '$ echo a',
      'a',
      '$ ls /nosuch',
      'ls: /nosuch: No such file or directory',
      '$ for i in 1 2',
      'do',
      'echo $i',
      'done',
      '1',
      '2',
      '$ cat <<E',
      'it',
      'E',
      'it',
      '$ true',
    ])
  })

  it('of 10 000 lines is run to its end', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `n=${index}`)
    expect((await sh([...lines, 'echo $n'].join('\n'))).stdout).toBe('9999\n')
  })
})

describe('Stop', () => {
  it.each([
    ['a container that ignores it', 'docker run --rm --name nap base sleep 1000'],
    ['a container that takes it', 'docker run --rm --init --name nap base sleep 1000'],
    ['what docker waits for', 'docker run -d --name nap base sleep 1000; docker wait nap'],
    ['a program of the machine', 'docker run -d --name nap base sleep 1000; sleep 1000'],
  ])('ends %s', async (_, command) => {
    const stop = new AbortController()
    const ended = sh(`${command}; echo never`, { signal: stop.signal })
    await sh('until [ "$(docker ps -q -f name=nap)" ]; do sleep 0.1; done')
    stop.abort()
    const { exitCode, stdout } = await ended
    expect(exitCode).toBe(130)
    expect(stdout).not.toContain('never')
    await sh('docker rm -f nap')
  })
})

describe('a container', () => {
  it('does not reach the command line', async () => {
    const script =
      'ls -l /run/docker-cli.sock | cut -c1-10; docker run --rm base ls /run/docker-cli.sock'
    expect(await sh(script)).toEqual({
      exitCode: 1,
      stdout: 'srw-------\n',
      stderr: 'ls: /run/docker-cli.sock: No such file or directory\n',
    })
  })

  it('shares a folder of the machine that is bound', async () => {
    const script = [
      'echo from the machine >a; mkdir new',
      'docker run --rm -v "$PWD":/app base sh -c "cat /app/a; echo from the container >/app/b"',
      'cat b',
      'docker run --rm -v "$PWD/missing":/app base ls -d /app; ls -d missing',
      'docker run --rm --mount type=bind,source="$PWD/nosuch",target=/app base true',
      'docker run --rm --mount type=bind,source="$PWD/a",target=/one,readonly base sh -c "cat /one; echo x >/one"',
    ].join('\n')
    const { stdout, stderr } = await sh(script, { folder: 'bind' })
    expect(stdout).toBe('from the machine\nfrom the container\n/app\nmissing\nfrom the machine\n')
    expect(stderr).toBe(
      'docker: Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /root/bind/nosuch.\n' +
        "See 'docker run --help'.\n" +
        "sh: can't create /one: Read-only file system\n",
    )
  })
})

describe('docker build', () => {
  /** Builds in a folder of its own; the tags' images are there afterwards. */
  const build = (...lines: string[]) => sh(lines.join('\n'), { folder: 'build' })

  it('builds what a here-document says', async () => {
    const { stdout, exitCode } = await build(
      'cat >Dockerfile <<EOF',
      'FROM base',
      'RUN echo built >/where',
      'CMD ["cat", "/where"]',
      'EOF',
      'docker build -t here . >log; tail -2 log; docker run --rm here',
      'docker build . | grep -c "Using cache"; docker build --no-cache . | grep -c "Using cache"',
    )
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      /^Successfully built [0-9a-f]{12}\nSuccessfully tagged here:latest\nbuilt\n2\n0\n$/,
    )
  })

  it('has -f, --target, --build-arg, --label and two tags', async () => {
    const { stdout, stderr } = await build(
      'mkdir -p deep; cat >deep/Other <<EOF',
      'FROM base AS first',
      'ARG WHO=nobody',
      'ENV HI=\\$WHO',
      'FROM first',
      'ENV HI=never',
      'EOF',
      'docker build -q -f deep/Other --target first --build-arg WHO=you --label a=b -t one:1 -t two . >/dev/null',
      'docker run --rm one:1 sh -c "echo \\$HI"; docker inspect -f "{{json .Config.Labels.a}}" two',
      'docker build --target nosuch -f deep/Other . >/dev/null',
      'docker build -f nosuch .',
      'docker build nosuch',
    )
    expect(stdout).toBe('you\n"b"\n')
    expect(stderr).toBe(
      'Error response from daemon: failed to reach build target nosuch in Dockerfile\n' +
        'unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat /root/build/nosuch: no such file or directory\n' +
        'unable to prepare context: path "nosuch" not found\n',
    )
  })

  it('takes a Dockerfile, or a context, from standard input', async () => {
    const { stdout } = await build(
      'rm -rf *; printf "FROM base\\nRUN echo alone >/f\\n" | docker build -q -t in - >/dev/null; docker run --rm in cat /f',
      'echo packed >f; printf "FROM base\\nCOPY f /\\n" >Dockerfile',
      'tar c . | docker build -q -t in - >/dev/null; docker run --rm in cat /f',
      'tar cz . | docker build -q -t in - >/dev/null; docker run --rm in cat /f',
      'printf "FROM base\\nCOPY f /g\\n" | docker build -q -t in -f - . >/dev/null; docker run --rm in cat /g',
    )
    expect(stdout).toBe('alone\npacked\npacked\npacked\n')
  })

  it('leaves out what .dockerignore names, and takes nothing from outside of the context', async () => {
    const { stdout, stderr } = await build(
      'rm -rf *; mkdir ctx; echo secret >outside; ln -s ../outside ctx/link; cd ctx',
      'touch keep drop.log keep.log; printf "*.log\\n!keep.log\\n" >.dockerignore',
      'printf "FROM base\\nCOPY . /c/\\n" >Dockerfile; docker build -q -t ctx . >/dev/null',
      'docker run --rm ctx ls /c; docker run --rm ctx readlink /c/link',
      'for what in link ../outside drop.log; do',
      'printf "FROM base\\nCOPY $what /\\n" | docker build -q -f - . 2>&1 | tail -1',
      'done',
    )
    expect(stdout.split('\n')).toEqual([
      ...['Dockerfile', 'keep', 'keep.log', 'link', '../outside'],
      'COPY failed: file not found in build context or excluded by .dockerignore: stat link: file does not exist',
      'COPY failed: forbidden path outside the build context: ../outside ()',
      'COPY failed: file not found in build context or excluded by .dockerignore: stat drop.log: file does not exist',
      '',
    ])
    expect(stderr).toBe('')
  })

  it.each([
    [
      'an unknown instruction',
      'RUNN x',
      'dockerfile parse error line 3: unknown instruction: RUNN',
      1,
    ],
    [
      'a mistake in a flag',
      'HEALTHCHECK --nope CMD x',
      'dockerfile parse error line 3: Unknown flag: nope',
      1,
    ],
    [
      'a copy of what is not there',
      'COPY nope /',
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
      1,
    ],
    [
      'a program that fails',
      'RUN exit 7',
      "The command '/bin/sh -c exit 7' returned a non-zero code: 7",
      7,
    ],
    [
      'what needs BuildKit',
      'RUN --mount=type=cache,target=/c true',
      'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
      1,
    ],
    [
      'an image that nobody has',
      'COPY --from=nosuch / /',
      "invalid from flag value nosuch: pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      1,
    ],
  ])('tells of %s in Docker’s words', async (_, line, message, code) => {
    const { stderr, stdout, exitCode } = await build(
      `rm -rf *; printf '%s\\n' 'FROM base' '' "${line}" >Dockerfile; docker build .; echo $?`,
      'docker rm $(docker ps -aq) >/dev/null 2>&1; docker run --rm base true',
    )
    expect(stderr.replace(/^Error response from daemon: /, '').trimEnd()).toBe(message)
    expect(stdout).toMatch(new RegExp(`(?:^|\\n)${code}\\n$`))
    expect(exitCode).toBe(0)
  })

  it('takes 50 MB of the machine’s own files, and goes on', async () => {
    const { stdout } = await build(
      'rm -rf *; printf "FROM base\\nCOPY big /\\n" >Dockerfile',
      'dd if=/dev/urandom of=big bs=1M count=50 2>/dev/null',
      'docker build -q -t big . 2>&1 >/dev/null; echo $?; rm big',
      'docker run --rm base echo on; docker rmi big >/dev/null 2>&1; true',
    )
    expect(stdout).toMatch(/^0\non\n$/)
  })

  it('stopped halfway leaves nothing that runs', async () => {
    const stop = new AbortController()
    const ended = sh(
      'rm -rf *; printf "FROM base\\nRUN echo 1 >/1\\nRUN echo up; exec sleep 1000\\n" >Dockerfile; docker build .; echo never',
      { signal: stop.signal, folder: 'build' },
    )
    await sh('until [ "$(docker ps -q)" ]; do sleep 0.1; done')
    stop.abort()
    const { exitCode, stdout } = await ended
    expect(exitCode).toBe(130)
    expect(stdout).not.toContain('never')
    const after = await sh(
      'while [ "$(docker ps -q)" ]; do sleep 0.1; done; docker run --rm base echo on',
    )
    expect(after.stdout).toBe('on\n')
    await sh('docker rm $(docker ps -aq)')
  })
})

describe('files', () => {
  it('go to containers and back', async () => {
    const script = [
      'mkdir -p tree/deep; echo one >tree/a; ln -s a tree/link; echo two >tree/deep/b; chmod 750 tree/deep',
      'docker create --name holder base sh -c "cat /to/a /to/deep/b" >/dev/null',
      'docker cp tree holder:/to; docker start -a holder',
      'docker cp holder:/to/. back; ls -l back | grep -v total | cut -c1-10 | sort; cat back/deep/b',
      'docker cp holder:/to/a - | tar xO',
      'docker rm holder',
    ].join('\n')
    expect(await sh(script, { folder: 'cp' })).toEqual({
      exitCode: 0,
      stdout: 'one\ntwo\n-rw-r--r--\ndrwxr-x---\nlrwxrwxrwx\ntwo\none\nholder\n',
      stderr: '',
    })
  })

  it('hold images', async () => {
    const script = [
      'docker tag base saved; docker save -o saved.tar saved; docker rmi saved',
      'tar tf saved.tar | grep -c json; docker load -i saved.tar; docker images -q saved | wc -l',
      'docker save saved | docker load; docker rmi saved; docker load -i nosuch.tar',
      'echo A=1 >vars; docker run --rm --env-file vars base env | grep A=',
    ].join('\n')
    const { stdout, stderr } = await sh(script, { folder: 'save' })
    expect(stdout).toMatch(
      /^Untagged: saved:latest\n[1-9]\nLoaded image: saved:latest\n1\nLoaded image: saved:latest\nUntagged: saved:latest\nA=1\n$/,
    )
    expect(stderr).toBe('open nosuch.tar: no such file or directory\n')
  })
})

describe('a terminal', () => {
  /** A shell on a terminal, and what it has printed. */
  async function open(folder = 'terminal') {
    const terminal = await session.terminal({ rows: 24, cols: 80, folder })
    const keys = terminal.input.getWriter()
    const decoder = new TextDecoder()
    let screen = ''
    let wake: () => void = () => undefined
    const reading = terminal.output.pipeTo(
      new WritableStream({
        write(bytes) {
          screen += decoder.decode(bytes, { stream: true })
          wake()
        },
      }),
    )
    return {
      terminal,
      type: (text: string) => keys.write(new TextEncoder().encode(text)),
      /** Waits until something is printed; what comes before it is forgotten. */
      async see(text: string) {
        while (!screen.includes(text)) await new Promise<void>((resolve) => (wake = resolve))
        const seen = screen
        screen = screen.slice(screen.indexOf(text) + text.length)
        return seen
      },
      async end() {
        await keys.write(new TextEncoder().encode('exit 3\n'))
        await reading
        return await terminal.done
      },
    }
  }

  it('passes its size, keys and signals on', async () => {
    const { terminal, type, see, end } = await open()
    await see('docker:~/terminal# ')
    await type('docker run --rm -it base sh\n')
    await see('/ # ')
    await type('stty size\n')
    await see('24 80')
    terminal.resize({ rows: 30, cols: 100 })
    await type('sleep 0.5; stty size\n')
    await see('30 100')
    await type('echo ready; sleep 1000\n')
    await see('ready\r\n')
    await type('\u0003')
    await see('^C')
    await type('exit\n')
    await see('docker:~/terminal# ')
    // Without a terminal of its own the container gets the signal.
    await type('docker run --rm --init base sh -c "echo up; exec sleep 1000"; echo $?\n')
    await see('up\r\n')
    await type('\u0003')
    await see('130\r\n')
    await type('docker run -dit --name kept base sh >/dev/null; docker attach kept\n\n')
    await see('/ # ')
    await type('\u0010\u0011')
    await see('read escape sequence')
    // What is typed before docker has ended is docker's.
    await see('docker:~/terminal# ')
    await type('docker rm -f kept; stty -a | grep -o " echo "\n')
    await see('kept\r\n')
    await see(' echo ')
    expect(await end()).toBe(3)
  })

  it('takes a paste of 10 000 lines', async () => {
    const { type, see, end } = await open()
    await see('docker:~/terminal# ')
    await type('cat >pasted\n')
    const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('')
    await type(text)
    await type('\u0004sha256sum pasted\n')
    await see(createHash('sha256').update(text).digest('hex'))
    expect(await end()).toBe(3)
  })
})
