import * as v from 'valibot'
import { afterAll, describe, expect, it } from 'vitest'
import { inputOf, openEngine, until } from './engine.ts'

const { session, call, send, streams, docker } = openEngine()
afterAll(() => session.close())

const logs = async (name: string, query: string) =>
  streams(await send('GET', `/containers/${name}/logs?${query}`))

const created = v.object({ Id: v.string() })

async function start(name: string, config: object) {
  const body = { Image: 'base', ...config }
  const { json } = await call('POST', `/containers/create?name=${name}`, { body })
  await call('POST', `/containers/${name}/start`)
  return v.parse(created, json).Id
}

describe('a container’s log', () => {
  it('is told with streams, times, tail, and from when to when', async () => {
    await docker(
      "docker run --name said base sh -c 'echo one; sleep 2; echo two >&2; sleep 2; echo three'",
    )
    expect(await logs('said', 'stdout=1&stderr=1')).toEqual({
      stdout: 'one\nthree\n',
      stderr: 'two\n',
    })
    expect(await logs('said', 'stdout=1')).toEqual({ stdout: 'one\nthree\n', stderr: '' })
    expect(await logs('said', 'stdout=1&stderr=1&tail=1')).toMatchObject({ stdout: 'three\n' })
    // As with dockerd, lines are counted before the streams are told apart.
    expect(await logs('said', 'stdout=1&tail=2')).toMatchObject({ stdout: 'three\n' })
    expect(await logs('said', 'stdout=1&tail=0')).toMatchObject({ stdout: '' })
    expect(await logs('said', 'stdout=1&tail=all')).toMatchObject({ stdout: 'one\nthree\n' })
    expect(await logs('said', 'stdout=1&details=1')).toMatchObject({ stdout: ' one\n three\n' })
    const { stdout, stderr } = await logs('said', 'stdout=1&stderr=1&timestamps=1')
    const line = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) (one|two|three)$/
    const times = [...stdout.trim().split('\n'), stderr.trim()].map(
      (text) => Date.parse(line.exec(text)?.[1] ?? '') / 1000,
    )
    const [one = NaN, three = NaN, two = NaN] = times
    expect(two - one).toBeGreaterThan(1.5)
    expect(three - two).toBeGreaterThan(1.5)
    const after = await logs('said', `stdout=1&stderr=1&since=${(one + 1).toFixed(9)}`)
    expect(after).toEqual({ stdout: 'three\n', stderr: 'two\n' })
    const before = await logs('said', `stdout=1&stderr=1&until=${(two + 1).toFixed(9)}`)
    expect(before).toEqual({ stdout: 'one\n', stderr: 'two\n' })
  }, 60_000)

  it('is followed until the container ends', async () => {
    await docker(
      "docker run -d --name talks base sh -c 'for i in 1 2 3; do echo $i; sleep 1; done; printf end'",
    )
    expect(await logs('talks', 'stdout=1&follow=1')).toMatchObject({ stdout: '1\n2\n3\nend' })
  })

  it('keeps 10 MB', async () => {
    const line = '0123456789'.repeat(5).slice(1)
    const script = `yes ${line} | head -n 200000 >/tmp/x; cat /tmp/x`
    await start('long', { Cmd: ['sh', '-c', script] })
    await call('POST', '/containers/long/wait')
    const { stdout } = await logs('long', 'stdout=1')
    expect(stdout.length).toBe(200_000 * 50)
  }, 60_000)

  it.each([
    ['said', '', 400, 'Bad parameters: you must choose at least one stream'],
    ['none', '?stdout=1', 404, 'No such container: none'],
    ['said', '?stdout=1&since=then', 500, 'strconv.ParseInt: parsing "then": invalid syntax'],
  ])('refuses /containers/%s/logs%s', async (name, query, status, message) => {
    const answer = await call('GET', `/containers/${name}/logs${query}`)
    expect(answer).toMatchObject({ status, json: { message } })
  })
})

describe('an attach', () => {
  const attach = (name: string, query: string, stdin?: ReadableStream<Uint8Array>) =>
    send(
      'POST',
      `/containers/${name}/attach?stream=1&stdout=1&stderr=1${query}`,
      stdin && { stdin },
    )

  it('with input ends where its input ends, but the container goes on', async () => {
    await start('open', { Cmd: ['cat'], OpenStdin: true })
    await (await attach('open', '&stdin=1', inputOf('one\n'))).text()
    await until(async () => (await logs('open', 'stdout=1')).stdout === 'one\n')
    const second = await attach('open', '&stdin=1&logs=1', inputOf('two\n'))
    expect((await streams(second)).stdout).toMatch(/^one\n/)
    expect((await call('GET', '/containers/open/json')).json).toMatchObject({
      State: { Running: true },
    })
    await call('POST', '/containers/open/kill')
  })

  it('ends the container’s input where that is one client’s', async () => {
    const body = {
      Image: 'base',
      Cmd: ['sh', '-c', 'cat; echo end'],
      OpenStdin: true,
      StdinOnce: true,
    }
    await call('POST', '/containers/create?name=once', { body })
    const attached = await attach('once', '&stdin=1', inputOf('one\n'))
    await call('POST', '/containers/once/start')
    expect(await streams(attached)).toEqual({ stdout: 'one\nend\n', stderr: '' })
  })

  it('to a terminal is left by the detach keys, and the terminal can be resized', async () => {
    const script = 'until stty size | grep "44 99"; do sleep 0.1; done; cat'
    await start('terminal', { Cmd: ['sh', '-c', script], Tty: true, OpenStdin: true })
    const first = await attach('terminal', '&stdin=1', inputOf('\u0010', '\u0011'))
    await first.text()
    expect((await call('POST', '/containers/terminal/resize?h=44&w=99')).status).toBe(200)
    const input = new TransformStream<Uint8Array, Uint8Array>()
    const second = await attach('terminal', '&stdin=1&logs=1&detachKeys=q', input.readable)
    let text = ''
    for await (const part of second.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const wasSized = text.includes('44 99')
      text += part
      if (!wasSized && text.includes('44 99')) {
        void input.writable.getWriter().write(new TextEncoder().encode('q'))
      }
    }
    expect(text.trim()).toBe('44 99')
    await call('POST', '/containers/terminal/kill')
    expect(await call('POST', '/containers/terminal/resize?h=44&w=99')).toMatchObject({
      status: 409,
    })
  })

  it('is refused in text', async () => {
    expect(await call('POST', '/containers/none/attach')).toMatchObject({
      status: 404,
      text: 'No such container: none\r\n',
    })
    expect(await call('POST', '/containers/said/attach?detachKeys=ctrl-')).toMatchObject({
      status: 400,
      text: 'Invalid detach keys (ctrl-) provided\r\n',
    })
  })
})
