import { gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { afterAll, describe, expect, it } from 'vitest'
import { packTar, type TarEntry } from '../../docker/registry/tar.ts'
import { openEngine } from './engine.ts'

const { session, call, docker } = openEngine()
afterAll(() => session.close())

type Files = Readonly<Record<string, string | Uint8Array>>

function contextOf(files: Files): Uint8Array {
  const encoder = new TextEncoder()
  return packTar(
    Object.entries(files).map(([name, content]): TarEntry => {
      const data = typeof content === 'string' ? encoder.encode(content) : content
      return { header: { name, type: 'file', size: data.length }, data }
    }),
  )
}

const Line = v.object({
  stream: v.optional(v.string(), ''),
  aux: v.optional(v.object({ ID: v.string() })),
  errorDetail: v.optional(v.object({ code: v.optional(v.number()), message: v.string() })),
})

/** Builds, and reads what is told. */
async function build(files: Files | Uint8Array, query = '') {
  const raw = files instanceof Uint8Array ? files : contextOf(files)
  const { status, text, json } = await call('POST', `/build?${query}`, { raw })
  if (status !== 200) return { status, text: '', json, ids: [], error: undefined }
  const lines = text
    .trim()
    .split('\r\n')
    .map((line) => v.parse(Line, JSON.parse(line)))
  return {
    status,
    json,
    text: lines.map(({ stream }) => stream).join(''),
    ids: lines.flatMap(({ aux }) => aux?.ID ?? []),
    error: lines.at(-1)?.errorDetail,
  }
}

const inspect = (image: string, format: string) => docker(`docker inspect -f '${format}' ${image}`)

describe('a build', () => {
  it('of two stages makes an image that runs, and the next one takes all of it from the cache', async () => {
    const files = {
      Dockerfile: [
        'FROM base AS make',
        'WORKDIR /work/deep',
        'COPY text.txt .',
        'RUN tr a-z A-Z < text.txt > loud.txt && rm text.txt',
        'FROM base',
        'COPY --from=make --chown=12:34 /work/deep /out/',
        'CMD ["cat", "/out/loud.txt"]',
      ].join('\n'),
      'text.txt': 'hello\n',
    }
    const first = await build(files, 't=two')
    expect(first.error).toBeUndefined()
    expect(first.ids).toHaveLength(2)
    expect(await docker('docker run --rm two')).toBe('HELLO')
    expect(await docker('docker run --rm two ls /out')).toBe('loud.txt')
    expect(await docker('docker run --rm two stat -c "%u:%g" /out /out/loud.txt')).toBe(
      '12:34\n12:34',
    )
    const second = await build(files, 't=two')
    expect(second.text.match(/---> Using cache/g)).toHaveLength(5)
    expect(second.text).not.toContain('Running in')
    expect(second.ids).toEqual(first.ids)
    const changed = await build({ ...files, 'text.txt': 'other\n' }, 't=two')
    expect(changed.text.match(/---> Using cache/g)).toHaveLength(1)
    expect(await docker('docker run --rm two')).toBe('OTHER')
    const fresh = await build(files, 'nocache=1')
    expect(fresh.text).not.toContain('Using cache')
    expect(await docker('docker ps -aq')).toBe('')
  })

  it('removes what RUN removes: what was copied is still in the layer below', async () => {
    await build(
      {
        Dockerfile:
          'FROM base\nCOPY a b /d/\nRUN rm /d/a && rm -r /srv && mkdir /srv && touch /srv/n\n',
        ...{ a: 'a', b: 'b' },
      },
      't=gone',
    )
    expect(await docker("docker run --rm gone sh -c 'ls /d /srv'")).toBe('/d:\nb\n\n/srv:\nn')
    const sizes = await docker("docker history --format '{{.Size}}' gone")
    expect(sizes.split('\n').slice(0, 2)).toEqual(['0B', '2B'])
  })

  it('sets in the config what each instruction says', async () => {
    const { error } = await build(
      {
        Dockerfile: [
          'FROM base',
          'ENV A=1 B="two words"',
          'ARG WHO=you',
          'ENV HI=$WHO-${NO:-x}',
          'LABEL one=1 "two x"=$A',
          'MAINTAINER me',
          'WORKDIR /a',
          'WORKDIR b/../c',
          'USER 12:34',
          'EXPOSE 80 53/udp',
          'VOLUME ["/data", "/v w"]',
          'STOPSIGNAL SIGINT',
          'SHELL ["/bin/sh", "-ec"]',
          'HEALTHCHECK --interval=1m30s --retries=2 CMD test -e /ok',
          'ONBUILD RUN echo later',
          'ENTRYPOINT ["sh", "-c"]',
          'CMD echo hi',
        ].join('\n'),
      },
      `t=config&labels=${encodeURIComponent('{"given":"yes"}')}&buildargs=${encodeURIComponent('{"WHO":"me"}')}`,
    )
    expect(error).toBeUndefined()
    const config: unknown = JSON.parse(await inspect('config', '{{json .Config}}'))
    expect(config).toMatchObject({
      Env: [expect.stringMatching(/^PATH=/), 'A=1', 'B=two words', 'HI=me-x'],
      Labels: { one: '1', 'two x': '1', given: 'yes' },
      WorkingDir: '/a/c',
      User: '12:34',
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      Volumes: { '/data': {}, '/v w': {} },
      StopSignal: 'SIGINT',
      Shell: ['/bin/sh', '-ec'],
      Healthcheck: { Test: ['CMD-SHELL', 'test -e /ok'], Interval: 90e9, Retries: 2 },
      OnBuild: ['RUN echo later'],
      Entrypoint: ['sh', '-c'],
      Cmd: ['/bin/sh', '-ec', 'echo hi'],
    })
    expect(await inspect('config', '{{.Author}}')).toBe('me')
  })

  it('begins with nothing, and takes the files that the context has and `.dockerignore` leaves', async () => {
    const tree = packTar([
      { header: { name: 'in', type: 'directory', size: 0, mode: 0o700, uid: 5 } },
      { header: { name: 'in/file', type: 'file', size: 1, uid: 5 }, data: new Uint8Array([65]) },
    ])
    const context = packTar([
      ...['Dockerfile', '.dockerignore'].map((name): TarEntry => {
        const text =
          name === 'Dockerfile'
            ? 'FROM scratch\nADD tree.tgz /t/\nCOPY . /all/\nCOPY link f* /d/\n'
            : 'Dockerfile\n.dockerignore\n'
        const data = new TextEncoder().encode(text)
        return { header: { name, type: 'file', size: data.length }, data }
      }),
      { header: { name: 'tree.tgz', type: 'file', size: 0 }, data: gzipSync(tree) },
      { header: { name: 'f1', type: 'file', size: 1, mode: 0o4755 }, data: new Uint8Array([49]) },
      { header: { name: 'link', type: 'symlink', size: 0, linkname: 'f1' } },
    ])
    const { error } = await build(new Uint8Array(gzipSync(context)), 't=files')
    expect(error).toBeUndefined()
    await build({ Dockerfile: 'FROM base\nCOPY --from=files / /x/\n' }, 't=look')
    expect(
      await docker(
        'docker run --rm look sh -c \'cd /x && find . | sort | xargs stat -c "%A %u %n"\'',
      ),
    ).toBe(
      [
        'drwxr-xr-x 0 .',
        'drwxr-xr-x 0 ./all',
        '-rwxr-xr-x 0 ./all/f1',
        'lrwxrwxrwx 0 ./all/link',
        '-rw-r--r-- 0 ./all/tree.tgz',
        'drwxr-xr-x 0 ./d',
        '-rwxr-xr-x 0 ./d/f1',
        '-rwxr-xr-x 0 ./d/link',
        'drwxr-xr-x 0 ./t',
        'drwx------ 5 ./t/in',
        '-rw-r--r-- 5 ./t/in/file',
      ].join('\n'),
    )
  })

  it('puts files where links of the image lead, and never out of it', async () => {
    const { error } = await build(
      {
        Dockerfile: [
          'FROM base',
          'RUN mkdir /real && ln -s /real /to && ln -s ../../../real /up && ln -s /nowhere/yet /new',
          'COPY f /to/',
          'COPY f /up/second',
          'COPY f /new/',
          'WORKDIR /to/made',
        ].join('\n'),
        f: 'f',
      },
      't=links',
    )
    expect(error).toBeUndefined()
    expect(await docker("docker run --rm links sh -c 'ls /real /nowhere/yet'")).toBe(
      '/nowhere/yet:\nf\n\n/real:\nf\nmade\nsecond',
    )
  })

  it('that fails tells why, where it failed, and goes no further', async () => {
    const failing = await build({ Dockerfile: 'FROM base\nRUN echo out; exit 7\nRUN echo never\n' })
    expect(failing.error).toEqual({
      code: 7,
      message: "The command '/bin/sh -c echo out; exit 7' returned a non-zero code: 7",
    })
    expect(failing.text).toContain('out\n')
    expect(failing.text).not.toContain('never')
    expect(await docker('docker ps -aq')).not.toBe('')
    await docker('docker container prune -f')
    const missing = await build({ Dockerfile: 'FROM base\nCOPY nope /\n' })
    expect(missing.error?.message).toBe(
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
    )
    const wrong = await build({ Dockerfile: 'FROM base\n\nRUNN x\n' })
    expect([wrong.status, wrong.json]).toEqual([
      400,
      { message: 'dockerfile parse error line 3: unknown instruction: RUNN' },
    ])
    const broken = contextOf({ Dockerfile: 'FROM base\n' }).slice(0, 515)
    expect((await build(broken)).json).toEqual({
      message: expect.stringMatching(/^Error processing tar file\(exit status 1\): unexpected EOF/),
    })
    expect((await build(new TextEncoder().encode('no tar at all'))).status).toBe(500)
    expect(await docker('docker run --rm base echo on')).toBe('on')
  })

  it('makes a hundred layers on one image', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `COPY f /${i}`)
    const { error } = await build(
      { Dockerfile: `FROM base\n${lines.join('\n')}\n`, f: 'f' },
      't=many',
    )
    expect(error).toBeUndefined()
    expect(await docker('docker run --rm many sh -c "cat /0 /50 /99 | wc -c"')).toBe('3')
    const layers = await inspect('many', '{{len .RootFS.Layers}}')
    expect(Number(layers)).toBe(101)
    await docker('docker rmi many')
  })
})
