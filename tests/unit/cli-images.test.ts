import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Api } from '../../docker/cli/api.ts'
import { imageRows, type ImageSummary } from '../../docker/cli/commands/image/listing.ts'
import { usageRows } from '../../docker/cli/commands/system/df-usage.ts'
import { infoText } from '../../docker/cli/commands/system/info-text.ts'
import { versionText } from '../../docker/cli/commands/system/version-text.ts'
import { confirm } from '../../docker/cli/confirm.ts'
import { Cli } from '../../docker/cli/cli.ts'
import { naturalOrder } from '../../docker/cli/format/order.ts'
import { printProgress, type ProgressTerminal } from '../../docker/cli/progress.ts'

const nowhere = {
  transport: () => Promise.reject(new Error('there is no engine')),
  stdout: () => undefined,
  stderr: () => undefined,
}

/** What is shown of messages. */
async function shown(messages: readonly object[], terminal?: ProgressTerminal): Promise<string> {
  let text = ''
  const body = messages.map((message) => JSON.stringify(message)).join('\n')
  const print = (part: string) => Promise.resolve(void (text += part))
  await printProgress(new Api(nowhere), new Response(body), print, terminal)
  return text
}

// The rules are those of docker's pkg/jsonmessage.
describe('progress', () => {
  const downloading = (current: number) => ({
    status: 'Downloading',
    id: 'aaa',
    progressDetail: { current, total: 2_000_000 },
  })

  test('without a terminal: steps, but no bytes', async () => {
    const text = await shown([
      { status: 'Pulling from library/base', id: 'latest' },
      { status: 'Pulling fs layer', id: 'aaa', progressDetail: {} },
      downloading(1_000_000),
      { status: 'Pull complete', id: 'aaa', progressDetail: {} },
      { status: 'Digest: sha256:1' },
      { stream: 'Loaded image: base\n' },
    ])
    expect(text).toBe(
      'latest: Pulling from library/base\naaa: Pulling fs layer\naaa: Pull complete\n' +
        'Digest: sha256:1\nLoaded image: base\n',
    )
  })

  test('in a terminal: a line for each layer, with a bar that grows', async () => {
    const text = await shown(
      [
        { status: 'Pulling fs layer', id: 'aaa', progressDetail: {} },
        { status: 'Waiting', id: 'bbb', progressDetail: {} },
        downloading(1_000_000),
      ],
      { columns: 120 },
    )
    const bar = `[${'='.repeat(25)}>${' '.repeat(25)}]      1MB/2MB`
    expect(text).toBe(
      '\n\x1b[1A\x1b[2K\raaa: Pulling fs layer \r\x1b[1B' +
        '\n\x1b[1A\x1b[2K\rbbb: Waiting \r\x1b[1B' +
        `\x1b[2A\x1b[2K\raaa: Downloading ${bar}\r\x1b[2B`,
    )
  })

  test('a narrow terminal has no bar', async () => {
    expect(await shown([downloading(500_000)], { columns: 80 })).toBe(
      '\n\x1b[1A\x1b[2K\raaa: Downloading    500kB/2MB\r\x1b[1B',
    )
  })

  test('a failure is told', async () => {
    const failed = [{ errorDetail: { message: 'no space left' }, error: 'no space left' }]
    await expect(shown(failed)).rejects.toThrow('no space left')
  })
})

describe('a list of images', () => {
  const image: ImageSummary = {
    Id: 'sha256:1',
    RepoTags: ['base:1', 'base:2', 'other:1'],
    RepoDigests: ['base@sha256:d', 'gone@sha256:e'],
    Created: 0,
    Size: 1,
    VirtualSize: 1,
    SharedSize: -1,
    Containers: -1,
  }
  const names = (summary: ImageSummary, withDigests: boolean) =>
    imageRows(summary, { withDigests, rowPerDigest: withDigests, truncate: true }).map(
      ({ repository, tag, digest }) => `${repository} ${tag} ${digest}`,
    )

  test('has a line for each tag, and for what is known by digest only', () => {
    expect(names(image, false)).toEqual([
      'base 1 <none>',
      'base 2 <none>',
      'other 1 <none>',
      'gone <none> ',
    ])
    expect(names(image, true)).toEqual([
      'base 1 sha256:d',
      'base 2 sha256:d',
      'other 1 <none>',
      'gone <none> sha256:e',
    ])
  })

  test('shows an image without a name', () => {
    const nameless = { ...image, RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] }
    expect(names(nameless, true)).toEqual(['<none> <none> <none>'])
    expect(names({ ...image, RepoTags: null, RepoDigests: [] }, false)).toEqual([
      '<none> <none> <none>',
    ])
  })
})

test('disk usage: what images share is not freed, nor what containers use', () => {
  const image = { Id: 'a', RepoTags: [], RepoDigests: [], Created: 0, Size: 0 }
  const container = { Id: 'c', Names: [], Image: 'i', Command: '', Created: 0, Ports: [] }
  const rows = usageRows({
    LayersSize: 1000,
    Images: [
      { ...image, VirtualSize: 600, SharedSize: 100, Containers: 1 },
      { ...image, VirtualSize: 500, SharedSize: 100, Containers: 0 },
    ],
    Containers: [
      { ...container, ImageID: '', State: 'running', Status: '', SizeRw: 30, SizeRootFs: 0 },
      { ...container, ImageID: '', State: 'exited', Status: '', SizeRw: 10, SizeRootFs: 0 },
    ].map((one) => ({ ...one, Labels: {}, NetworkSettings: null, Mounts: [] })),
    Volumes: [],
    BuildCache: null,
  })
  expect(rows.map(({ total, active, reclaimable }) => [total, active, reclaimable])).toEqual([
    [2, 1, '500B (50%)'],
    [2, 1, '10B (25%)'],
    [0, 0, '0B'],
    [0, 0, '0B'],
  ])
})

test('docker version shows an engine, what it uses, and when it was built', () => {
  const client = {
    ...{ Platform: { Name: '' }, Version: '1', ApiVersion: '1.40', DefaultAPIVersion: '1.41' },
    ...{ GitCommit: 'abc', GoVersion: 'go1', Os: 'linux', Arch: '386', BuildTime: 'x' },
    ...{ Context: 'default', Experimental: true },
  }
  const Details = { BuildTime: '2023-04-05T06:07:08.000000000+00:00', ApiVersion: '1.41' }
  const text = versionText(client, {
    Platform: { Name: 'Some Engine' },
    Components: [
      { Name: 'Engine', Version: '20.10.24', Details },
      { Name: 'runc', Version: '1.1', Details: { GitCommit: 'c', Extra: 'e' } },
    ],
  })
  expect(text).toContain(' API version:\t1.40 (downgraded from 1.41)\n')
  expect(text).toContain('\n\nServer: Some Engine\n Engine:\n  Version:\t20.10.24\n')
  expect(text).toContain('  Built:\tWed Apr  5 06:07:08 2023\n')
  expect(text.endsWith(' runc:\n  Version:\t1.1\n  Extra:\te\n  GitCommit:\tc')).toBe(true)
})

test('docker info warns of a seccomp profile that is not the default', () => {
  const nothing = { ID: '', Expected: '' }
  const info = {
    ...{ ID: '', Containers: 0, ContainersRunning: 0, ContainersPaused: 0, ContainersStopped: 0 },
    ...{ Images: 0, Driver: '', Debug: false, NFd: 0, NGoroutines: 0, SystemTime: '' },
    ...{ NEventsListener: 0, LoggingDriver: '', CgroupDriver: '', CgroupVersion: '2' },
    ...{ KernelVersion: '', OperatingSystem: '', OSType: 'linux', Architecture: '', NCPU: 1 },
    ...{ IndexServerAddress: '', MemTotal: 2 ** 31, DockerRootDir: '', HttpProxy: '' },
    ...{ HttpsProxy: '', NoProxy: '', Name: '', ExperimentalBuild: false, ServerVersion: '' },
    ...{ ClusterStore: '', ClusterAdvertise: '', DefaultRuntime: '', LiveRestoreEnabled: false },
    ...{ InitBinary: '', ContainerdCommit: nothing, RuncCommit: nothing, InitCommit: nothing },
    ...{ ProductLicense: '', Plugins: {}, Warnings: ['WARNING: x'] },
    SecurityOptions: ['name=seccomp,profile=/mine.json', 'apparmor'],
  }
  const { text, warnings } = infoText(info)
  expect(text).toContain(' Security Options:\n  seccomp\n   Profile: /mine.json\n  apparmor\n')
  expect(text).toContain(' Total Memory: 2GiB\n')
  expect(text).not.toContain('Kernel Version')
  expect(warnings).toEqual(["WARNING: You're not using the default seccomp profile", 'WARNING: x'])
})

// The order is that of fvbommel's sortorder, which Docker's client sorts names by.
describe('names are sorted with their numbers as numbers', () => {
  test.each([
    [
      ['v10', 'v2', 'v1'],
      ['v1', 'v2', 'v10'],
    ],
    [
      ['a01', 'a1', 'a001'],
      ['a1', 'a01', 'a001'],
    ],
    [
      ['b', '1', 'a1b', 'a'],
      ['1', 'a', 'a1b', 'b'],
    ],
  ])('%j', (names, sorted) => {
    expect([...names].sort(naturalOrder)).toEqual(sorted)
  })

  test('it is an order', () => {
    const name = fc.array(fc.constantFrom('a', 'b', '0', '1', '2', '10')).map((a) => a.join(''))
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a))).toBe(0)
        if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0) {
          expect(naturalOrder(a, c)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })
})

describe('a question', () => {
  test.each([
    ['y\n', true],
    ['Y\r\nn\n', true],
    ['yes\n', false],
    ['\n', false],
    ['', false],
  ])('%j', async (answer, goesOn) => {
    let text = ''
    const cli = new Cli({
      ...nowhere,
      stdin: new Blob([answer]).stream(),
      stdout: (bytes) => void (text += new TextDecoder().decode(bytes)),
    })
    expect(await confirm(cli, 'Sure?')).toBe(goesOn)
    expect(text).toBe('Sure? [y/N] ')
  })
})
