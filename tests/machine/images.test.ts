import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packTar, type TarEntry } from '../../docker/registry/tar.ts'
import { readTar } from '../../docker/registry/untar.ts'
import { layerPath } from '../../docker/engine/paths.ts'
import { openEngine } from './engine.ts'

const { session, call, docker } = openEngine()
afterAll(() => session.close())

const file = (name: string, text: string): TarEntry => {
  const data = new TextEncoder().encode(text)
  return { header: { name, type: 'file', size: data.length }, data }
}
const encode = encodeURIComponent
const filters = (value: Record<string, string[]>) => `filters=${encode(JSON.stringify(value))}`

/** Makes an image of one small file. @returns its ID */
async function imported(name: string, content: string, ...changes: string[]) {
  const query = changes.map((change) => `&changes=${encode(change)}`).join('')
  const [repo = '', tag = ''] = name.split(':')
  const path = `/images/create?fromSrc=-&repo=${repo}&tag=${tag}${query}`
  const { json } = await call('POST', path, { raw: packTar([file('content', content)]) })
  expect(json).toHaveProperty('status')
  const { status } = Object(json)
  return String(status)
}

async function message(method: string, path: string) {
  const { status, json } = await call(method, path)
  return [status, Object(json).message]
}

async function names(query: string): Promise<string[]> {
  const { json } = await call('GET', `/images/json?${query}`)
  return Array.isArray(json) ? json.flatMap((image) => Object(image).RepoTags ?? []) : []
}

async function inspect(name: string) {
  return Object((await call('GET', `/images/${name}/json`)).json)
}

async function layersInGuest() {
  const machine = await session.machine()
  const { output } = await machine.submit([{ op: 'list', path: '/l' }]).done
  return new TextDecoder().decode(output[0]).split('\0').filter(Boolean)
}

beforeAll(async () => {
  await docker('docker pull base')
})

describe('a list of images', () => {
  beforeAll(async () => {
    await imported('list/one:1', 'one', 'LABEL kind=first shared=yes')
    await imported('list/two:1', 'two', 'LABEL kind=second shared=yes')
    await imported('', 'nameless')
  })
  afterAll(async () => {
    await call('POST', `/images/prune?${filters({ dangling: ['true'] })}`)
    for (const name of ['list/one:1', 'list/two:1']) await call('DELETE', `/images/${name}`)
  })

  it.each([
    [{ reference: ['list/*'] }, ['list/two:1', 'list/one:1']],
    [{ reference: ['list/one'] }, ['list/one:1']],
    [{ reference: ['*'] }, ['base:latest']],
    [{ reference: ['list/[a-o]*:1'] }, ['list/one:1']],
    [{ label: ['kind=first'] }, ['list/one:1']],
    [{ label: ['shared', 'kind=second'] }, ['list/two:1']],
    [{ label: ['kind=third'] }, []],
    [{ dangling: ['true'] }, ['<none>:<none>']],
    [{ dangling: ['false'], since: ['base'] }, ['list/two:1', 'list/one:1']],
    [{ before: ['list/one:1'] }, ['base:latest']],
  ])('is filtered by %o', async (filter, expected) => {
    expect((await names(filters(filter))).sort()).toEqual(expected.toSorted())
  })

  it.each([
    [{ dangling: ['x'] }, 400, "Invalid filter 'dangling=[x]'"],
    [{ nosuch: ['x'] }, 400, "Invalid filter 'nosuch'"],
    [{ before: ['nosuch'] }, 404, 'No such image: nosuch:latest'],
    [{ reference: ['['] }, 500, 'syntax error in pattern'],
  ])('refuses the filter %o', async (filter, status, text) => {
    expect(await message('GET', `/images/json?${filters(filter)}`)).toEqual([status, text])
  })
})

describe('a tag', () => {
  it('is given, taken over and taken away', async () => {
    const first = await imported('tagged:1', 'first')
    const second = await imported('tagged:2', 'second')
    expect((await call('POST', '/images/tagged:2/tag?repo=tagged&tag=1')).status).toBe(201)
    expect((await inspect('tagged:1')).Id).toBe(second)
    expect((await inspect(first)).RepoTags).toEqual([])
    expect((await call('DELETE', '/images/tagged:2')).json).toEqual([{ Untagged: 'tagged:2' }])
    await call('DELETE', '/images/tagged:1')
    await call('DELETE', `/images/${first}`)
  })

  it.each([
    ['/images/nosuch/tag?repo=x', 404, 'No such image: nosuch:latest'],
    [
      '/images/base/tag?repo=Upper',
      500,
      'invalid reference format: repository name must be lowercase',
    ],
    ['/images/base/tag?repo=x&tag=-', 500, 'invalid tag format'],
    [
      `/images/base/tag?repo=x@sha256:${'0'.repeat(64)}`,
      400,
      'refusing to create a tag with a digest reference',
    ],
    [
      '/images/base/tag?repo=sha256&tag=x',
      400,
      'refusing to create an ambiguous tag using digest algorithm as name',
    ],
  ])('is refused: %s', async (path, status, text) => {
    expect(await message('POST', path)).toEqual([status, text])
  })
})

describe('a removal', () => {
  const short = (id: string) => id.replace('sha256:', '').slice(0, 12)

  it('is refused while a container needs the image, in dockerd’s words', async () => {
    const id = await docker('docker run -d --name user base sleep 1000')
    const { Id: image } = await inspect('base')
    expect(await message('DELETE', '/images/base')).toEqual([
      409,
      `conflict: unable to remove repository reference "base" (must force) - container ${short(id)} is using its referenced image ${short(image)}`,
    ])
    expect(await message('DELETE', `/images/${image}?force=1`)).toEqual([
      409,
      `conflict: unable to delete ${short(image)} (cannot be forced) - image is being used by running container ${short(id)}`,
    ])
    await docker('docker kill user')
    expect(await message('DELETE', `/images/${image}`)).toEqual([
      409,
      `conflict: unable to delete ${short(image)} (must be forced) - image is being used by stopped container ${short(id)}`,
    ])
    await docker('docker rm user')
  })

  it('by ID needs force where several repositories name the image', async () => {
    const id = await imported('several:1', 'several')
    await call('POST', `/images/${id}/tag?repo=other&tag=1`)
    expect(await message('DELETE', `/images/${short(id)}`)).toEqual([
      409,
      `conflict: unable to delete ${short(id)} (must be forced) - image is referenced in multiple repositories`,
    ])
    const { json } = await call('DELETE', `/images/${short(id)}?force=1`)
    expect(json).toEqual([
      { Untagged: 'other:1' },
      { Untagged: 'several:1' },
      { Deleted: id },
      { Deleted: expect.stringMatching(/^sha256:/) },
    ])
  })

  it('leaves a container its files, which go with it', async () => {
    await docker('docker run --name maker base touch /made')
    await call('POST', '/commit?container=maker&repo=kept')
    const { RootFS } = await inspect('kept')
    const top = layerPath(RootFS.Layers.at(-1)).replace('/l/', '')
    await docker('docker create --name keeper kept ls /made')
    const { json } = await call('DELETE', '/images/kept?force=1')
    // The image goes, its layers do not.
    expect(json).toEqual([{ Untagged: 'kept:latest' }, { Deleted: expect.any(String) }])
    expect(await docker('docker start -a keeper')).toBe('/made')
    expect(await layersInGuest()).toContain(top)
    await docker('docker rm keeper maker')
    await expect.poll(layersInGuest).not.toContain(top)
  })

  it('takes along what it was committed on, but not what is named', async () => {
    await docker('docker run --name step base touch /one')
    const one = Object((await call('POST', '/commit?container=step')).json).Id
    await docker(`docker run --name next ${one} touch /two`)
    const two = Object((await call('POST', '/commit?container=next&repo=steps')).json).Id
    await docker('docker rm step next')
    expect((await inspect('steps')).Parent).toBe(one)
    expect(await message('DELETE', `/images/${one}`)).toEqual([
      409,
      `conflict: unable to delete ${short(one)} (cannot be forced) - image has dependent child images`,
    ])
    const history = Object((await call('GET', '/images/steps/history')).json)
    expect(history[0]).toMatchObject({ Id: two, Tags: ['steps:latest'], CreatedBy: 'touch /two' })
    expect(history[1]).toMatchObject({ Id: one, Tags: null, CreatedBy: 'touch /one' })
    expect(history[2]).toMatchObject({ Tags: ['base:latest'] })
    expect(history[3]).toMatchObject({ Id: '<missing>' })
    const { json } = await call('DELETE', '/images/steps')
    expect(json).toMatchObject([
      { Untagged: 'steps:latest' },
      { Deleted: two },
      { Deleted: expect.any(String) },
      { Deleted: one },
      { Deleted: expect.any(String) },
    ])
    expect((await inspect('base')).RepoTags).toEqual(['base:latest'])
  })
})

describe('prune', () => {
  it('removes what has no tag, by age and label', async () => {
    await imported('', 'old', 'LABEL keep=yes')
    await imported('', 'other')
    const prune = async (filter: Record<string, string[]>) =>
      Object((await call('POST', `/images/prune?${filters(filter)}`)).json)
    expect(await prune({ until: ['1h'] })).toEqual({ ImagesDeleted: null, SpaceReclaimed: 0 })
    const pruned = await prune({ 'label!': ['keep'] })
    expect(pruned).toMatchObject({ SpaceReclaimed: 'other'.length })
    expect(pruned.ImagesDeleted).toHaveLength(2)
    expect(await prune({ label: ['keep=yes'] })).toMatchObject({ SpaceReclaimed: 'old'.length })
  })

  it('refuses what is no time', async () => {
    expect(await message('POST', `/images/prune?${filters({ until: ['soon'] })}`)).toEqual([
      500,
      'failed to parse value as time or duration: "soon"',
    ])
  })
})

describe('a pull', () => {
  const lines = (text: string): unknown[] =>
    text
      .split('\r\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))

  it('of another platform fails once it has begun, as dockerd’s does', async () => {
    const { status, text } = await call(
      'POST',
      '/images/create?fromImage=base&tag=latest&platform=linux/arm64',
    )
    const reason = 'no matching manifest for linux/arm64 in the manifest list entries'
    expect(status).toBe(200)
    expect(lines(text)).toEqual([
      { status: 'Pulling from library/base', id: 'latest' },
      { errorDetail: { message: reason }, error: reason },
    ])
  })

  it('without a tag is of all tags, and by digest of one image', async () => {
    const all = lines((await call('POST', '/images/create?fromImage=lua')).text)
    expect(all[0]).toEqual({ status: 'Pulling from library/lua', id: 'latest' })
    expect(all.at(-1)).toEqual({ status: 'Status: Downloaded newer image for lua' })
    const [digest = ''] = (await inspect('lua')).RepoDigests
    const query = `fromImage=lua&tag=${digest.replace('lua@', '')}`
    const again = lines((await call('POST', `/images/create?${query}`)).text)
    expect(again.at(-1)).toEqual({ status: `Status: Image is up to date for ${digest}` })
  })

  it('of many at once, and a removal meanwhile, leave the images whole', async () => {
    await call('DELETE', '/images/lua')
    await Promise.all([
      ...Array.from({ length: 4 }, () => call('POST', '/images/create?fromImage=greet&tag=latest')),
      call('POST', '/images/create?fromImage=lua&tag=latest').then(() =>
        call('DELETE', '/images/lua'),
      ),
    ])
    expect(await docker('docker run --rm greet lua -v')).toContain('Lua 5.4')
  })
})

describe('a commit', () => {
  it('holds the container while its files are read', async () => {
    const since = Math.floor(Date.now() / 1000) - 1
    const id = await docker('docker run -d --name busy base sleep 1000')
    const { status, json } = await call('POST', '/commit?container=busy&repo=busy')
    expect(status).toBe(201)
    const until = Math.floor(Date.now() / 1000) + 1
    const query = `since=${since}&until=${until}&${filters({ container: [id] })}`
    const { text } = await call('GET', `/events?${query}`)
    const actions = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).Action)
    expect(actions.slice(-3)).toEqual(['pause', 'unpause', 'commit'])
    expect(Object(json).Id).toBe((await inspect('busy')).Id)
    await docker('docker rm -f busy')
  })

  it('of what changed nothing adds no layer', async () => {
    await docker('docker create --name idle base true')
    await call('POST', '/commit?container=idle&repo=idle&comment=nothing&author=nobody')
    const [idle, base] = [await inspect('idle'), await inspect('base')]
    expect(idle.RootFS).toEqual(base.RootFS)
    expect(idle).toMatchObject({ Comment: 'nothing', Author: 'nobody', Parent: base.Id })
    await docker('docker rm idle')
  })

  it('changes the config by instructions', async () => {
    await docker('docker create --name plain -e A=1 -l from=container base sh')
    const changes = [
      'ENV A=2 B="two words"',
      'LABEL "a.b"=c',
      'EXPOSE 80 53/udp 8000-8001',
      'USER nobody',
      'WORKDIR /srv',
      'WORKDIR deeper',
      'VOLUME ["/data"]',
      'ENTRYPOINT ["/bin/echo"]',
      'ONBUILD RUN true',
      'HEALTHCHECK --interval=1m CMD true',
    ]
    const query = changes.map((change) => `changes=${encode(change)}`).join('&')
    await call('POST', `/commit?container=plain&repo=changed&${query}`)
    expect((await inspect('changed')).Config).toMatchObject({
      Env: expect.arrayContaining(['A=2', 'B=two words']),
      Labels: { 'a.b': 'c', from: 'container' },
      ExposedPorts: { '80/tcp': {}, '53/udp': {}, '8000/tcp': {}, '8001/tcp': {} },
      User: 'nobody',
      WorkingDir: '/srv/deeper',
      Volumes: { '/data': {} },
      Entrypoint: ['/bin/echo'],
      // The command was meant for another entrypoint.
      Cmd: null,
      OnBuild: ['RUN true'],
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 60_000_000_000 },
    })
    await docker('docker rm plain')
  })

  it.each([
    ['container=nosuch', 404, 'No such container: nosuch'],
    ['container=refused&changes=RUN+x', 400, 'run is not a valid change command'],
    ['container=refused&changes=EXPOSE+x', 400, 'Invalid containerPort: x'],
  ])('refuses %s', async (query, status, text) => {
    await call('POST', '/containers/create?name=refused', { body: { Image: 'base' } })
    expect(await message('POST', `/commit?${query}`)).toEqual([status, text])
  })
})

describe('an archive', () => {
  it('has every tag of a repository that is named without one', async () => {
    await imported('both:1', 'b1')
    await imported('both:2', 'b2')
    const response = await session.engine.fetch(new Request('http://docker/images/both/get'))
    const entries = [...readTar(new Uint8Array(await response.arrayBuffer()))]
    const manifest = entries.find(({ header }) => header.name === 'manifest.json')
    const items = JSON.parse(new TextDecoder().decode(manifest?.data))
    expect(items.map((item: object) => Object(item).RepoTags)).toEqual([['both:1'], ['both:2']])
    // Sorted by name, as dockerd's walk through its folder has them.
    const order = entries.map(({ header }) => header.name)
    expect(order).toEqual(order.toSorted())
  })

  it.each([
    ['/images/get?names=nosuch', 404, 'No such image: nosuch'],
    ['/images/nosuch:1/get', 404, 'reference does not exist'],
    ['/images/get?names=Upper', 500, 'invalid reference format: repository name must be lowercase'],
  ])('is refused: %s', async (path, status, text) => {
    expect(await message('GET', path)).toEqual([status, text])
  })

  it('that is loaded takes a tag over, and says so', async () => {
    const response = await session.engine.fetch(new Request('http://docker/images/both:1/get'))
    const archive = new Uint8Array(await response.arrayBuffer())
    const other = await imported('both:1', 'another')
    const { text } = await call('POST', '/images/load', { raw: archive })
    expect(text).toContain(
      `The image both:1 already exists, renaming the old one with ID ${other} to empty string`,
    )
    expect(text).toContain('Loaded image: both:1')
  })

  it('whose layer is not the config’s is refused, and nothing of it is kept', async () => {
    const response = await session.engine.fetch(new Request('http://docker/images/both:2/get'))
    const entries = [...readTar(new Uint8Array(await response.arrayBuffer()))]
    await call('DELETE', '/images/both:2')
    const before = await layersInGuest()
    const changed = entries.map((entry) =>
      entry.header.name.endsWith('layer.tar')
        ? { ...entry, data: packTar([file('content', 'something else')]) }
        : entry,
    )
    const { text } = await call('POST', '/images/load', { raw: packTar(changed) })
    expect(text).toMatch(/invalid diffID for layer 0: expected \\"sha256:\w+\\", got \\"sha256:/)
    expect(await layersInGuest()).toEqual(before)
  })
})

it('a layer that the machine has no room for is refused, and the engine goes on', async () => {
  const machine = await session.machine()
  const size = Math.min(machine.info.memory, 900 * 1024 * 1024)
  const data = new Uint8Array(size)
  const before = await layersInGuest()
  const raw = packTar([{ header: { name: 'huge', type: 'file', size }, data }])
  const { text } = await call('POST', '/images/create?fromSrc=-&repo=huge', { raw })
  expect(text).toMatch(/ApplyLayer exit status 1 stdout: {2}stderr: huge: No space left on device/)
  expect(await layersInGuest()).toEqual(before)
  expect(await docker('docker run --rm base echo well')).toBe('well')
})

it('disk usage counts shared layers once', async () => {
  for (const name of ['base', 'lua', 'greet']) await docker(`docker pull ${name}`)
  const { json } = await call('GET', '/system/df')
  const { Images, LayersSize } = Object(json)
  const of = (name: string) =>
    Images.find((image: object) => Object(image).RepoTags?.includes(name)) ?? {}
  // greet lies on lua, which lies on base.
  const [base, lua, greet] = ['base:latest', 'lua:latest', 'greet:latest'].map(of)
  expect(base.SharedSize).toBe(base.Size)
  expect(lua.SharedSize).toBe(lua.Size)
  expect(greet.SharedSize).toBe(lua.Size)
  expect(LayersSize).toBeGreaterThanOrEqual(greet.Size)
  expect(LayersSize).toBeLessThan(greet.Size + base.Size)
})
