import { afterAll, describe, expect, it, vi } from 'vitest'
import { openDockerNode } from '../../docker/host/node.ts'

const session = openDockerNode()
afterAll(() => session.close())

/** Runs a script on the one machine of this file. */
async function docker(script: string) {
  const text = { stdout: '', stderr: '' }
  const decoder = new TextDecoder()
  const exitCode = await session.run(script, {
    stdout: (bytes) => void (text.stdout += decoder.decode(bytes)),
    stderr: (bytes) => void (text.stderr += decoder.decode(bytes)),
  })
  return { exitCode, ...text }
}

const run = (command: string, flags = '--rm') =>
  docker(`docker run ${flags} base sh -c '${command}'`)

describe('docker run', () => {
  it('pulls the image it does not have, telling so on standard error, and greets', async () => {
    const first = await docker('docker run --rm greet')
    expect(first.stderr).toMatch(/^Unable to find image 'greet:latest' locally\n/)
    expect(first.stderr).toMatch(/^latest: Pulling from library\/greet$/m)
    expect(first.stderr).toMatch(/^[0-9a-f]{12}: Pull complete$/m)
    expect(first.stderr).toMatch(/^Digest: sha256:[0-9a-f]{64}$/m)
    expect(first.stderr).toMatch(/^Status: Downloaded newer image for greet:latest$/m)
    expect(first.exitCode).toBe(0)
    const again = await docker('docker run --rm greet')
    expect(again.stderr).toBe('')
    expect(again.stdout).toMatch(/container [0-9a-f]{12}/)
    const withoutId = (text: string) => text.replace(/[0-9a-f]{12}/, '')
    expect(withoutId(again.stdout)).toBe(withoutId(first.stdout))
  })

  it('downloads nothing that another image has brought', async () => {
    const { stdout } = await docker('docker pull base')
    expect(stdout).toMatch(/^[0-9a-f]{12}: Already exists$/m)
    expect(stdout).not.toContain('Pulling fs layer')
    expect((await docker('docker pull base')).stdout).toContain(
      'Status: Image is up to date for base:latest\ndocker.io/library/base:latest\n',
    )
  })

  it('keeps the streams apart and passes the exit code through', async () => {
    expect(await run('echo out; echo err >&2; exit 7')).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  it('runs the program as process 1 in namespaces of its own, on an overlay', async () => {
    const { stdout } = await run(
      'echo $$; hostname; cat /proc/self/cgroup; ls /sys/class/net; grep " / " /proc/mounts; ls -d /proc/[0-9]*',
    )
    const [pid, hostname, cgroup, card, loopback, root, ...processes] = stdout.trim().split('\n')
    expect(pid).toBe('1')
    expect(hostname).toMatch(/^[0-9a-f]{12}$/)
    expect(cgroup).toBe('0::/')
    expect([card, loopback]).toEqual(['eth0', 'lo'])
    expect(root).toMatch(/^overlay \/ overlay .*upperdir=/)
    // The shell and ls: nothing of the machine is seen.
    expect(processes.length).toBeLessThanOrEqual(2)
  })

  it('gives each container its own writable layer over the same image', async () => {
    const ls = (await run('ls /')).stdout
    expect((await run('echo x > /mark; ls /; rm -r /bin')).stdout).toContain('mark')
    expect((await run('ls /')).stdout).toBe(ls)
  })

  it('honours its flags', async () => {
    const { stdout } = await docker(
      "docker run --rm -w /tmp -e A=1 -e B -h ship --entrypoint sh base -c 'pwd; echo $A$B; hostname; cat /etc/hostname'",
    )
    expect(stdout).toBe('/tmp\n1\nship\nship\n')
    expect((await docker('docker run --rm -u 1000:1001 base id')).stdout).toBe(
      'uid=1000 gid=1001 groups=1001\n',
    )
    expect((await docker('docker run --rm -u nobody base id -un')).stdout).toBe('nobody\n')
  })

  it('loses nothing that is printed on a terminal, however soon the program ends', async () => {
    // Not through a shell, which has no part in a container's terminal.
    const print = async (...words: string[]) => {
      let text = ''
      const decoder = new TextDecoder()
      const add = (bytes: Uint8Array) => void (text += decoder.decode(bytes))
      await session.command(['run', '--rm', '-t', 'base', ...words], { stdout: add, stderr: add })
      return text
    }
    for (let round = 0; round < 6; round++) {
      const runs = Array.from({ length: 8 }, () => print('echo', 'all of it'))
      for (const text of await Promise.all(runs)) expect(text).toBe('all of it\r\n')
    }
    expect(await print('seq', '1', '10000')).toBe(
      Array.from({ length: 10_000 }, (_, i) => `${i + 1}\r\n`).join(''),
    )
  })

  it('takes no capability that Docker takes away', async () => {
    const { stderr, exitCode } = await run('mount -t tmpfs none /mnt')
    expect(stderr).toMatch(/denied|not permitted/)
    expect(exitCode).not.toBe(0)
    expect((await run('echo 1 > /proc/sys/kernel/panic')).stderr).toMatch(/Read-only file system/)
  })

  it.each([
    ['nosuch', 127, 'exec: "nosuch": executable file not found in $PATH: unknown'],
    ['/no/such', 127, 'exec: "/no/such": stat /no/such: no such file or directory: unknown'],
    ['/etc/passwd', 126, 'exec: "/etc/passwd": permission denied: unknown'],
    ['/etc', 126, 'exec: "/etc": permission denied: unknown'],
  ])('of %s exits with %d', async (program, exitCode, reason) => {
    expect(await docker(`docker run --rm base ${program}`)).toEqual({
      exitCode,
      stdout: '',
      stderr:
        'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: ' +
        `crun create failed: unable to start container process: ${reason}.\n`,
    })
    expect((await docker('docker ps -aq')).stdout).toBe('')
  })

  it.each([
    ['docker run nosuch', /^docker: Error response from daemon: pull access denied for nosuch,/m],
    [
      'docker run -u nosuch --rm base true',
      /unable to find user nosuch: no matching entries in passwd file/,
    ],
    ['docker run --rm quay.io/x/y', /quay\.io is not reached from here/],
  ])('%s is refused with 125', async (command, message) => {
    const { exitCode, stderr } = await docker(command)
    expect(exitCode).toBe(125)
    expect(stderr).toMatch(message)
  })

  it('delivers all of a large output', async () => {
    const { stdout } = await run('seq 1 30000')
    expect(stdout.split('\n').slice(-3)).toEqual(['29999', '30000', ''])
    expect(stdout.split('\n')).toHaveLength(30001)
  })
})

describe('Ctrl+C', () => {
  it.each([
    ['a program that ignores it', 'echo ready; sleep 100'],
    ['a program that floods', 'yes ready'],
  ])('ends %s', async (_, command) => {
    const abort = new AbortController()
    let bytes = 0
    const exitCode = await session.run(
      `docker run --rm base sh -c '${command}'\ndocker run --rm base echo never`,
      {
        stdout(chunk) {
          bytes += chunk.length
          abort.abort()
        },
        stderr: () => undefined,
      },
      { signal: abort.signal },
    )
    expect(exitCode).toBe(130)
    expect(bytes).toBeGreaterThan(0)
    expect((await docker('docker ps -aq')).stdout).toBe('')
  })
})

describe('a container’s life', () => {
  it('goes on after its program has ended', async () => {
    const created = await docker("docker run --name one base sh -c 'echo run >> /runs; cat /runs'")
    expect(created.stdout).toBe('run\n')
    expect((await docker('docker ps')).stdout.trim().split('\n')).toHaveLength(1)
    expect((await docker('docker ps -a')).stdout).toMatch(
      /^[0-9a-f]{12} {3}base .* Exited \(0\) .* ago .* one$/m,
    )
    const clash = await docker('docker run --name one base true')
    expect(clash.exitCode).toBe(125)
    expect(clash.stderr).toMatch(
      /Conflict\. The container name "\/one" is already in use by container "[0-9a-f]{64}"\. You have to remove/,
    )
    await docker('docker start one')
    await docker('docker logs -f one')
    expect((await docker('docker logs one')).stdout).toBe('run\nrun\nrun\n')
    expect((await docker('docker logs -n 1 one')).stdout).toBe('run\n')
    expect(await docker('docker rm one')).toEqual({ exitCode: 0, stdout: 'one\n', stderr: '' })
    expect((await docker('docker ps -aq')).stdout).toBe('')
  })

  it('is stopped, killed and removed by command', async () => {
    const loop = 'sh -c \'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done\''
    const { stdout: id } = await docker(`docker run -d --name bg base ${loop}`)
    expect(id).toMatch(/^[0-9a-f]{64}\n$/)
    expect((await docker('docker ps')).stdout).toMatch(/ Up .* bg$/m)
    // Process 1 gets only the signals that it handles, so it must have come that far.
    await vi.waitUntil(async () => (await docker('docker logs bg')).stdout === 'ready\n', {
      timeout: 30_000,
    })
    const refused = await docker('docker rm bg')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain(
      '. Stop the container before attempting removal or force remove',
    )
    expect((await docker('docker stop bg')).stdout).toBe('bg\n')
    expect((await docker('docker ps -a')).stdout).toContain(' Exited (5) ')
    await docker('docker start bg')
    await docker('docker kill bg')
    expect((await docker('docker ps -a')).stdout).toContain(' Exited (137) ')
    await docker('docker start bg')
    expect((await docker('docker rm -f bg')).exitCode).toBe(0)
    expect((await docker('docker ps -aq')).stdout).toBe('')
  })

  it('leaves nothing in the machine', async () => {
    await run('echo x > /f')
    const machine = await session.machine()
    const task = machine.submit([
      {
        op: 'spawn',
        argv: [
          '/bin/busybox',
          'sh',
          '-c',
          'ls /var/lib/docker/containers; grep -c overlay /proc/mounts; ls /run/crun',
        ],
      },
    ])
    const listed = await new Response(task.stdout).text()
    expect(listed).toBe('0\n')
  })
})

describe('docker images and inspect', () => {
  it('tell what the image’s config tells', async () => {
    const { stdout } = await docker('docker inspect greet')
    const [image] = JSON.parse(stdout)
    expect(image.Architecture).toBe('386')
    expect(image.RepoTags).toEqual(['greet:latest'])
    expect(image.RootFS.Layers).toHaveLength(3)
    const [base] = JSON.parse((await docker('docker inspect base')).stdout)
    expect(image.RootFS.Layers[0]).toBe(base.RootFS.Layers[0])
    const { stdout: table } = await docker('docker images')
    expect(table).toMatch(new RegExp(`^greet +latest +${image.Id.slice(7, 19)} `, 'm'))
    expect((await docker('docker history greet')).stdout).toMatch(/<missing> .* 0B /)
  })
})
