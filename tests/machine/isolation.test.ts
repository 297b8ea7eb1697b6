import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDockerNode } from '../../docker/host/node.ts'

const session = openDockerNode()

/** Runs one docker command. */
async function docker(...argv: string[]) {
  const text = { stdout: '', stderr: '' }
  const exitCode = await session.command(argv, {
    stdout: (bytes) => void (text.stdout += new TextDecoder().decode(bytes)),
    stderr: (bytes) => void (text.stderr += new TextDecoder().decode(bytes)),
  })
  return { ...text, exitCode }
}

const inContainer = (name: string, script: string) => docker('exec', name, 'sh', '-c', script)

beforeAll(async () => {
  await docker('pull', 'base')
})
afterAll(() => session.close())

describe('two containers of one image', () => {
  beforeAll(async () => {
    for (const name of ['one', 'two'])
      await docker('run', '-d', '--name', name, '--hostname', name, 'base', 'sleep', '1000')
  })
  afterAll(() => docker('rm', '-f', 'one', 'two'))

  it('see their own processes only', async () => {
    const { stdout } = await inContainer('one', 'sleep 77 & ps -o pid,args')
    expect(stdout).toMatch(/^ *1 sleep 1000$/m)
    expect(stdout).toMatch(/sleep 77/)
    const other = await inContainer('two', 'ps -o args; kill -0 -1 2>&1; ls -d /proc/[0-9]*')
    expect(other.stdout).not.toMatch(/sleep 77|agent/)
    expect(other.stdout.match(/sleep 1000/g)).toHaveLength(1)
  })

  it('see their own files only', async () => {
    await inContainer('one', 'echo secret >/file; rm /bin/ls; echo x >/dev/shm/x')
    const { stdout } = await inContainer('two', 'cat /file 2>&1; ls /dev/shm; ls -d /bin/ls')
    expect(stdout).toBe("cat: can't open '/file': No such file or directory\n/bin/ls\n")
  })

  it('have their own hostname, and cannot change it', async () => {
    const { stdout } = await inContainer('one', 'hostname; cat /etc/hostname; hostname two 2>&1')
    expect(stdout).toBe('one\none\nhostname: sethostname: Operation not permitted\n')
    expect((await inContainer('two', 'hostname')).stdout).toBe('two\n')
  })

  it('have their own network, in which the other does not answer', async () => {
    const listening = docker('exec', 'one', 'sh', '-c', 'echo hello | nc -l -p 4321 127.0.0.1')
    const ask = 'nc -w 2 127.0.0.1 4321 </dev/null'
    await expect
      .poll(() => inContainer('one', 'netstat -ltn'))
      .toMatchObject({
        stdout: expect.stringContaining(':4321'),
      })
    expect((await inContainer('two', ask)).stdout).toBe('')
    expect((await inContainer('two', 'ls /sys/class/net')).stdout).toBe('eth0\nlo\n')
    expect((await inContainer('one', ask)).stdout).toBe('hello\n')
    await listening
  })

  it('share no IPC objects, and not the machine’s control groups', async () => {
    const { stdout } = await inContainer(
      'one',
      'cat /proc/self/cgroup; ls /sys/fs/cgroup | head -1',
    )
    expect(stdout).toMatch(/^0::\/\n/)
    const numbers = async (name: string) =>
      (
        await inContainer(
          name,
          'for n in ipc uts net mnt pid cgroup; do readlink /proc/1/ns/$n; done',
        )
      ).stdout
    const [one, two] = [await numbers('one'), await numbers('two')]
    const own = one.trim().split('\n')
    expect(own).toHaveLength(6)
    for (const namespace of own) expect(two).not.toContain(namespace)
  })
})

describe('a container does not reach the machine', () => {
  const run = async (script: string, ...options: string[]) =>
    (await docker('run', '--rm', ...options, 'base', 'sh', '-c', script)).stdout

  it('through the line to the agent, or any other way out', async () => {
    const script = 'ls /sys/class/net; cat /proc/net/packet | wc -l'
    expect(await run(script)).toBe('eth0\nlo\n1\n')
    expect(await run('ping -c1 -W1 192.168.86.1 >/dev/null 2>&1; echo $?')).toBe('1\n')
    // The machine's own network has bridges and their ends, and not the card behind which the host is.
    const own = await run(
      'ls -d /sys/class/net/*/device 2>&1; cat /proc/net/packet',
      '--network=host',
    )
    expect(own).toMatch(/^ls: .*No such file or directory\nsk .*\n$/)
  })

  it('through devices: nodes can be made, and those of the machine not opened', async () => {
    const open =
      'for d in "1 1" "4 64" "5 1" "1 3"; do rm -f /n; mknod /n c $d && head -c0 /n; done 2>&1'
    const lines = (text: string) => text.trim().split('\n')
    expect(lines(await run(open))).toEqual([
      'head: /n: Operation not permitted',
      'head: /n: Operation not permitted',
    ])
    const own = await run(open, '--device', '/dev/ttyS0')
    expect(lines(own)).toEqual(['head: /n: Operation not permitted'])
    expect(await run(open, '--device-cgroup-rule', 'c 4:* rwm')).toBe(own)
    expect(await run('mknod /n c 4 64 && head -c0 /n 2>&1; echo $?', '--privileged')).toBe('0\n')
  })

  it('through system calls that Docker’s profile does not allow', async () => {
    const script =
      'grep Seccomp: /proc/self/status; mount -t tmpfs x /tmp 2>&1; unshare -U true 2>&1; date -s @0 2>&1 >/dev/null'
    expect(await run(script)).toBe(
      [
        'Seccomp:\t2',
        'mount: permission denied (are you root?)',
        'unshare: unshare(0x10000000): Operation not permitted',
        "date: can't set date: Operation not permitted",
        '',
      ].join('\n'),
    )
    const free = await run(
      'grep Seccomp: /proc/self/status',
      '--security-opt',
      'seccomp=unconfined',
    )
    expect(free).toBe('Seccomp:\t0\n')
    const admin = await run('mount -t tmpfs x /tmp && echo mounted', '--cap-add', 'SYS_ADMIN')
    expect(admin).toBe('mounted\n')
  })

  it('through what is masked or read-only in /proc and /sys', async () => {
    // The slim kernel has neither of the two files.
    const script =
      'cat /proc/kcore /proc/keys 2>/dev/null | wc -c; echo 1 2>&1 >/proc/sys/vm/drop_caches; ls /sys/firmware | wc -l; echo b 2>&1 >/proc/sysrq-trigger'
    expect(await run(script)).toBe(
      [
        '0',
        "sh: can't create /proc/sys/vm/drop_caches: Read-only file system",
        '0',
        "sh: can't create /proc/sysrq-trigger: Read-only file system",
        '',
      ].join('\n'),
    )
  })
})

describe('a limit', () => {
  const alive = async () => (await docker('run', '--rm', 'base', 'echo', 'alive')).stdout

  it('of memory kills what exceeds it, and the machine lives', async () => {
    const eat = 'x=0123456789abcdef; while :; do x=$x$x; done'
    const { exitCode } = await docker('run', '--name', 'eater', '-m', '8m', 'base', 'sh', '-c', eat)
    expect(exitCode).toBe(137)
    const state = '{{.State.OOMKilled}} {{.State.ExitCode}}'
    expect((await docker('inspect', '-f', state, 'eater')).stdout).toBe('true 137\n')
    await docker('rm', 'eater')
    expect(await alive()).toBe('alive\n')
  })

  it('of processes ends a fork bomb’s growth, and the machine lives', async () => {
    const bomb = 'b() { b | b & }; b 2>/dev/null; sleep 1000'
    await docker('run', '-d', '--name', 'bomb', '--pids-limit', '20', 'base', 'sh', '-c', bomb)
    await setTimeout(2000)
    const id = (await docker('inspect', '-f', '{{.Id}}', 'bomb')).stdout.trim()
    const machine = await session.machine()
    const group = `/sys/fs/cgroup/docker/${id}`
    const { output } = await machine.submit([
      { op: 'read', path: `${group}/pids.peak`, optional: true },
      { op: 'read', path: `${group}/pids.current` },
      { op: 'read', path: `${group}/pids.events` },
    ]).done
    const [, current, events] = output.map((bytes) => new TextDecoder().decode(bytes))
    expect(Number(current)).toBeLessThanOrEqual(20)
    expect(events).toMatch(/^max [1-9]/)
    expect(await alive()).toBe('alive\n')
    expect((await docker('rm', '-f', 'bomb')).exitCode).toBe(0)
  })
})
