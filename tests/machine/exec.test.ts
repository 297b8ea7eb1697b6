import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inputOf, openEngine, until, type CallInit } from './engine.ts'

const { session, call, send, streams, docker } = openEngine()
afterAll(() => session.close())

const created = v.object({ Id: v.string() })
const inspected = v.looseObject({ Running: v.boolean(), ExitCode: v.nullable(v.number()) })
const execJson = async (id: string) =>
  v.parse(inspected, (await call('GET', `/exec/${id}/json`)).json)

async function create(container: string, config: object): Promise<string> {
  const answer = await call('POST', `/containers/${container}/exec`, {
    body: { AttachStdout: true, AttachStderr: true, ...config },
  })
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return v.parse(created, answer.json).Id
}

/** Creates and starts an exec, as `docker exec` does. */
async function exec(config: object, init: CallInit = {}, container = 'box') {
  const id = await create(container, config)
  const response = await send('POST', `/exec/${id}/start`, { body: {}, ...init })
  const out = await streams(response)
  const { ExitCode } = await execJson(id)
  return { ...out, exitCode: ExitCode }
}

const sh = (script: string) => ({ Cmd: ['sh', '-c', script] })

beforeAll(async () => {
  await docker(
    "docker run -d --name box -e FROM=image -w /tmp base sh -c 'while :; do sleep 1; done'",
  )
}, 60_000)

describe('an exec', () => {
  it('runs in the container’s namespaces, with its variables and folder, its streams apart', async () => {
    const out = await exec(
      sh('echo $FROM $HOSTNAME; hostname; pwd; cat /proc/1/cmdline | tr "\\0" " "; echo no >&2'),
    )
    expect(out).toMatchObject({ stderr: 'no\n', exitCode: 0 })
    const [variables = '', hostname = '', folder, first] = out.stdout.split('\n')
    expect(variables).toBe(`image ${hostname}`)
    expect(hostname).toMatch(/^[0-9a-f]{12}$/)
    expect(folder).toBe('/tmp')
    expect(first).toContain('while :; do sleep 1; done')
  })

  it('takes a user, variables and a folder of its own', async () => {
    expect(
      await exec({
        ...sh('id -u; id -g; pwd; echo $FROM $OWN'),
        User: '12:34',
        Env: ['OWN=1', 'FROM=exec'],
        WorkingDir: '/var',
      }),
    ).toMatchObject({ stdout: '12\n34\n/var\nexec 1\n', exitCode: 0 })
    expect(await exec({ ...sh('id -un'), User: 'root' })).toMatchObject({ stdout: 'root\n' })
  })

  it('has the container’s capabilities, or all where privileged', async () => {
    const caps = { Cmd: ['sh', '-c', 'grep CapEff /proc/self/status'] }
    const plain = await exec(caps)
    expect(plain.stdout).toBe('CapEff:\t00000000a80425fb\n')
    const privileged = await exec({ ...caps, Privileged: true })
    // Docker 20.10 stops at CAP_AUDIT_READ, which is 37 (oci/caps/utils.go).
    expect(privileged.stdout).toBe('CapEff:\t0000003fffffffff\n')
  })

  it('has the container’s limits', async () => {
    const HostConfig = {
      Ulimits: [{ Name: 'nofile', Soft: 77, Hard: 88 }],
      SecurityOpt: ['no-new-privileges'],
    }
    const body = { Image: 'base', Cmd: ['sleep', '1000'], HostConfig }
    await call('POST', '/containers/create?name=limited', { body })
    await call('POST', '/containers/limited/start')
    const script = 'ulimit -Sn; ulimit -Hn; grep NoNewPrivs /proc/self/status'
    expect(await exec(sh(script), {}, 'limited')).toMatchObject({
      stdout: '77\n88\nNoNewPrivs:\t1\n',
    })
    await call('POST', '/containers/limited/kill')
  })

  it('passes its exit code on', async () => {
    expect(await exec(sh('exit 42'))).toMatchObject({ exitCode: 42 })
    expect(await exec(sh('kill -9 $$'))).toMatchObject({ exitCode: 137 })
  })

  it('says on standard output why it did not begin, with 127 or 126', async () => {
    const missing = await exec({ Cmd: ['no-such-program'] })
    expect(missing.exitCode).toBe(127)
    expect(missing.stdout).toMatch(
      /^OCI runtime exec failed: exec failed: .*executable file not found in \$PATH: unknown\r\n$/,
    )
    const folder = await exec({ Cmd: ['/tmp'] })
    expect(folder.exitCode).toBe(126)
    expect(folder.stdout).toMatch(/permission denied: unknown\r\n$/)
    expect(await exec({ ...sh('true'), User: 'nobody-here' })).toMatchObject({
      exitCode: 126,
      stdout: 'unable to find user nobody-here: no matching entries in passwd file\r\n',
    })
  })

  it('takes binary input of any length, and sees its end', async () => {
    const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 7 + (i >> 8)) & 255)
    const { stdout, exitCode } = await exec(
      { Cmd: ['sha256sum'], AttachStdin: true },
      { stdin: inputOf(bytes) },
    )
    expect(exitCode).toBe(0)
    expect(stdout).toBe(`${createHash('sha256').update(bytes).digest('hex')}  -\n`)
  })

  it('has a terminal where asked for, of the size it is given', async () => {
    const id = await create('box', {
      ...sh('echo start; read x; until stty size | grep "33 101"; do sleep 0.1; done; tty'),
      AttachStdin: true,
      Tty: true,
    })
    const input = new TransformStream<Uint8Array, Uint8Array>()
    const writer = input.writable.getWriter()
    const response = await send('POST', `/exec/${id}/start`, {
      body: { Tty: true },
      stdin: input.readable,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const shown = async (part: string) => {
      for (;;) {
        if (text.includes(part)) return
        const next = await reader?.read()
        if (!next || next.done) throw new Error(`ended without ${part}: ${text}`)
        text += next.value
      }
    }
    await shown('start')
    expect((await call('POST', `/exec/${id}/resize?h=33&w=101`)).status).toBe(200)
    await writer.write(new TextEncoder().encode('\r'))
    await shown('33 101\r\n')
    await shown('/dev/pts/')
  })

  it('goes on when its user types the detach keys', async () => {
    const id = await create('box', {
      ...sh('cat > /tmp/typed'),
      AttachStdin: true,
      Tty: true,
      DetachKeys: 'ctrl-x,y',
    })
    const response = await send('POST', `/exec/${id}/start`, {
      body: { Tty: true },
      stdin: inputOf('line\r', '\u0018y'),
    })
    await response.text()
    expect(await execJson(id)).toMatchObject({ Running: true, ExitCode: null })
    const { stdout } = await exec(sh('until grep line /tmp/typed; do sleep 0.1; done'))
    expect(stdout).toBe('line\n')
  })

  it('runs detached, and is inspected as dockerd has it', async () => {
    const id = await create('box', {
      ...sh('sleep 1; echo unseen; exit 3'),
      AttachStdout: false,
      AttachStderr: false,
    })
    const started = await call('POST', `/exec/${id}/start`, { body: { Detach: true } })
    expect(started).toMatchObject({ status: 200, text: '' })
    const running = (await call('GET', `/exec/${id}/json`)).json
    expect(Object.keys(Object(running)).join(' ')).toBe(
      'ID Running ExitCode ProcessConfig OpenStdin OpenStderr OpenStdout CanRemove ContainerID DetachKeys Pid',
    )
    expect(running).toMatchObject({
      Running: true,
      ExitCode: null,
      ProcessConfig: {
        tty: false,
        entrypoint: 'sh',
        arguments: ['-c', 'sleep 1; echo unseen; exit 3'],
        privileged: false,
      },
      DetachKeys: '',
      Pid: expect.any(Number),
    })
    expect(running).not.toMatchObject({ Pid: 0 })
    await until(async () => !(await execJson(id)).Running)
    expect(await execJson(id)).toMatchObject({ ExitCode: 3 })
    const again = await call('POST', `/exec/${id}/start`, { body: { Detach: true } })
    expect(again).toMatchObject({
      status: 409,
      json: { message: `Error: Exec command ${id} has already run` },
    })
  })

  it.each([
    ['/containers/none/exec', { Cmd: ['true'] }, 404, 'No such container: none'],
    ['/containers/box/exec', { Cmd: [] }, 400, 'No exec command specified'],
    [
      '/containers/box/exec',
      { Cmd: ['true'], DetachKeys: 'ctrl-nothing' },
      500,
      'Invalid escape keys (ctrl-nothing) provided',
    ],
    ['/exec/none/start', {}, 404, 'No such exec instance: none'],
    ['/exec/none/resize?h=x&w=1', undefined, 400, 'strconv.Atoi: parsing "x": invalid syntax'],
  ])('refuses POST %s %j', async (path, body, status, message) => {
    expect(await call('POST', path, { body })).toMatchObject({ status, json: { message } })
  })

  it('ends with its container', async () => {
    await docker("docker run -d --name brief base sh -c 'sleep 100'")
    const running = exec(sh('sleep 100'), {}, 'brief')
    await until(
      async () => (await exec(sh('ps | grep -c "slee[p] 100"'), {}, 'brief')).stdout === '2\n',
    )
    await docker('docker kill brief')
    expect(await running).toMatchObject({ exitCode: 137 })
    await expect(exec(sh('true'), {}, 'brief')).rejects.toThrow(
      /^409 \{"message":"Container [0-9a-f]{64} is not running"\}/,
    )
  })
})
