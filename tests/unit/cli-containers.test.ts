import { describe, expect, it } from 'vitest'
import { runDocker } from '../../docker/cli/docker.ts'
import { NO_FILES, FileError } from '../../docker/cli/files.ts'

const ID = 'a'.repeat(64)

/** What Docker's own client 20.10.24 sends for `docker create base`. */
const PLAIN = {
  Hostname: '',
  Domainname: '',
  User: '',
  AttachStdin: false,
  AttachStdout: true,
  AttachStderr: true,
  Tty: false,
  OpenStdin: false,
  StdinOnce: false,
  Env: null,
  Cmd: null,
  Image: 'base',
  Volumes: {},
  WorkingDir: '',
  Entrypoint: null,
  OnBuild: null,
  Labels: {},
  HostConfig: {
    Binds: null,
    ContainerIDFile: '',
    LogConfig: { Type: '', Config: {} },
    NetworkMode: 'default',
    PortBindings: {},
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    VolumeDriver: '',
    VolumesFrom: null,
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: '',
    Dns: [],
    DnsOptions: [],
    DnsSearch: [],
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: '',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: false,
    PublishAllPorts: false,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 0,
    ConsoleSize: [0, 0],
    Isolation: '',
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    BlkioWeight: 0,
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: '',
    CpusetMems: '',
    Devices: [],
    DeviceCgroupRules: null,
    DeviceRequests: null,
    KernelMemory: 0,
    KernelMemoryTCP: 0,
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: -1,
    OomKillDisable: false,
    PidsLimit: 0,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: null,
    ReadonlyPaths: null,
  },
  NetworkingConfig: { EndpointsConfig: {} },
}

const FILES: Record<string, string> = {
  env: 'A=1\n# c\n  B=2 \nFOO\nNOPE\n\nC=\n',
  blank: 'a b=c\n',
  nameless: '=c\n',
  profile: '{ "a" : [1, 2.0, "x  y" ] }',
}

/** Runs the client on an engine that takes everything. */
async function docker(...argv: string[]) {
  const text = { stdout: '', stderr: '' }
  const sent: { request: string; body: unknown }[] = []
  const exitCode = await runDocker(argv, {
    async transport(request) {
      const { pathname, search } = new URL(request.url)
      if (pathname === '/_ping') {
        return new Response('OK', { headers: { 'API-Version': '1.41', OSType: 'linux' } })
      }
      const body = await request.text()
      sent.push({
        request: `${request.method} ${pathname}${search}`,
        body: body === '' ? undefined : JSON.parse(body),
      })
      if (pathname.endsWith('/update')) return Response.json({ Warnings: ['careful'] })
      if (pathname.endsWith('/wait')) return Response.json({ StatusCode: 7 })
      return Response.json({ Id: ID, Warnings: [] }, { status: 201 })
    },
    env: { FOO: 'bar' },
    files: {
      ...NO_FILES,
      read(path) {
        const content = FILES[path]
        if (content !== undefined) return Promise.resolve(new TextEncoder().encode(content))
        const message = `open ${path}: no such file or directory`
        return Promise.reject(new FileError('ENOENT', message))
      },
    },
    stdout: (bytes) => void (text.stdout += new TextDecoder().decode(bytes)),
    stderr: (bytes) => void (text.stderr += new TextDecoder().decode(bytes)),
  })
  return { exitCode, ...text, sent }
}

/** What a `docker create` with flags sends otherwise than without: fields of the configuration and of HostConfig. */
async function created(...flags: string[]) {
  const { sent, stderr } = await docker('create', ...flags, 'base')
  expect(stderr).toBe('')
  return sent[0]?.body
}

describe('create sends what Docker’s client 20.10 sends', () => {
  it('without flags, in the same order', async () => {
    const { exitCode, stdout, sent } = await docker('create', 'base')
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${ID}\n` })
    expect(sent.map(({ request }) => request)).toEqual(['POST /v1.41/containers/create'])
    expect(JSON.stringify(sent[0]?.body)).toBe(JSON.stringify(PLAIN))
  })

  it.each([
    [['-e', 'A=1', '-e', 'FOO', '-e', 'NOPE', '-e', 'A=2'], { Env: ['A=2', 'FOO=bar', 'NOPE'] }],
    [['--env-file', 'env'], { Env: ['A=1', 'B=2 ', 'FOO=bar', 'C='] }],
    [['--label-file', 'env', '-l', 'c'], { Labels: { A: '1', B: '2 ', C: '', c: '' } }],
    [['--entrypoint', ''], { Entrypoint: [''] }],
    [['-v', '/a', '-v', 'a:b'], { Volumes: { '/a': {}, 'a:b': {} } }],
    [
      ['--health-cmd', 'x', '--health-interval', '1s'],
      { Healthcheck: { Test: ['CMD-SHELL', 'x'], Interval: 1e9 } },
    ],
    [['--no-healthcheck'], { Healthcheck: { Test: ['NONE'] } }],
    [['--stop-timeout', '0'], { StopTimeout: 0 }],
  ])('%j', async (flags, expected) => {
    expect(await created(...flags)).toEqual({ ...PLAIN, ...expected })
  })

  it.each([
    [['-v', 'data:/data:ro'], { Binds: ['data:/data:ro'] }],
    [['-m', '1.5g', '--memory-swap', '-1'], { Memory: 1610612736, MemorySwap: -1 }],
    [['--cpus', '1/2'], { NanoCpus: 500000000 }],
    [['--dns', '1:0:0:0:0:0:0:2', '--dns', ' 1.2.3.4 '], { Dns: ['1::2', '1.2.3.4'] }],
    [
      ['--restart', 'on-failure:3'],
      { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
    ],
    [['--init=false'], { Init: false }],
    [['--tmpfs', '/t:size=1m', '--tmpfs', '/u'], { Tmpfs: { '/t': 'size=1m', '/u': '' } }],
    [
      ['--mount', 'type=volume,src=v,dst=/v,volume-nocopy,volume-opt=o=p'],
      {
        Mounts: [
          {
            Type: 'volume',
            Source: 'v',
            Target: '/v',
            VolumeOptions: { NoCopy: true, DriverConfig: { Options: { o: 'p' } } },
          },
        ],
      },
    ],
    [
      ['--mount', 'type=tmpfs,"dst=/x,y",tmpfs-mode=1777'],
      { Mounts: [{ Type: 'tmpfs', Target: '/x,y', TmpfsOptions: { Mode: 1023 } }] },
    ],
    [
      ['--gpus', '2,capabilities=utility'],
      {
        DeviceRequests: [
          {
            Driver: '',
            Count: 2,
            DeviceIDs: null,
            Capabilities: [['utility', 'gpu']],
            Options: {},
          },
        ],
      },
    ],
    [
      ['--device', '/dev/a:/dev//b/:r'],
      { Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev//b/', CgroupPermissions: 'r' }] },
    ],
    [
      ['--ulimit', 'nofile=1:2', '--ulimit', 'core=0', '--ulimit', 'nofile=3'],
      {
        Ulimits: [
          { Name: 'core', Hard: 0, Soft: 0 },
          { Name: 'nofile', Hard: 3, Soft: 3 },
        ],
      },
    ],
    [
      ['--security-opt', 'seccomp=profile', '--security-opt', 'systempaths=unconfined'],
      { SecurityOpt: ['seccomp={"a":[1,2.0,"x  y"]}'], MaskedPaths: [], ReadonlyPaths: [] },
    ],
  ])('%j', async (flags, expected) => {
    expect(await created(...flags)).toEqual({
      ...PLAIN,
      HostConfig: { ...PLAIN.HostConfig, ...expected },
    })
  })

  it('ports, published and exposed', async () => {
    const flags = ['-p', '8080:80', '-p', '127.0.0.1:90-91:90-91/udp', '-p', '1000-1005:77']
    expect(await created(...flags, '--expose', '5')).toEqual({
      ...PLAIN,
      ExposedPorts: { '80/tcp': {}, '90/udp': {}, '91/udp': {}, '77/tcp': {}, '5/tcp': {} },
      HostConfig: {
        ...PLAIN.HostConfig,
        PortBindings: {
          '80/tcp': [{ HostIp: '', HostPort: '8080' }],
          '90/udp': [{ HostIp: '127.0.0.1', HostPort: '90' }],
          '91/udp': [{ HostIp: '127.0.0.1', HostPort: '91' }],
          '77/tcp': [{ HostIp: '', HostPort: '1000-1005' }],
        },
      },
    })
  })

  it('the name and the platform in the query', async () => {
    const { sent } = await docker('create', '--name', 'x', '--platform', 'linux/arm64/v8', 'base')
    expect(sent[0]?.request).toBe(
      'POST /v1.41/containers/create?platform=linux%2Farm64%2Fv8&name=x',
    )
  })
})

const HELP = "See 'docker create --help'."

describe('create refuses in the words of Docker’s client 20.10', () => {
  it.each([
    [
      ['-p', '80:90:100:110'],
      'docker: Invalid ip address 80:90: address 80:90:: too many colons in address.',
    ],
    [
      ['-p', '1-2:5-9'],
      'docker: Invalid ranges specified for container and host Ports: 5-9 and 1-2.',
    ],
    [['-p', '[::1:80'], "docker: Invalid ip address [:: address [::: missing ']' in address."],
    [['-p', ''], 'docker: No port specified: <empty>.'],
    [['-p', 'a=b,c'], "docker: invalid publish opts format (should be name=value but got 'c')."],
    [
      ['--expose', '90-80'],
      'docker: invalid range format for --expose: 90-80, error: Invalid range specified for the Port: 90-80.',
    ],
    [
      ['--mount', 'foo'],
      'invalid argument "foo" for "--mount" flag: invalid field \'foo\' must be a key=value pair',
    ],
    [
      ['--mount', 'a"b=3'],
      'invalid argument "a\\"b=3" for "--mount" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    ],
    [
      ['--mount', '"a=b'],
      'invalid argument "\\"a=b" for "--mount" flag: parse error on line 1, column 5: extraneous or missing " in quoted-field',
    ],
    [['--mount', ''], 'invalid argument "" for "--mount" flag: EOF'],
    [['--network', 'a=b'], 'invalid argument "a=b" for "--network" flag: invalid field key a'],
    [['--network', 'a', '--network', 'a'], 'docker: network "a" is specified multiple times.'],
    [
      ['--ulimit', 'nofile=4:3'],
      'invalid argument "nofile=4:3" for "--ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 4 > 3',
    ],
    [
      ['--gpus', 'foo'],
      'invalid argument "foo" for "--gpus" flag: count must be an integer: strconv.Atoi: parsing "foo": invalid syntax',
    ],
    [['--device', '/dev/x:/y:z'], 'docker: bad mode specified: z.'],
    [
      ['--add-host', 'a:b'],
      'invalid argument "a:b" for "--add-host" flag: invalid IP address in add-host: "b"',
    ],
    [['--mac-address', 'x'], 'docker: x is not a valid mac address.'],
    [['--env-file', 'nosuch'], 'docker: open nosuch: no such file or directory.'],
    [
      ['--env-file', 'blank'],
      "docker: poorly formatted environment: variable 'a b' contains whitespaces.",
    ],
    [
      ['--env-file', 'nameless'],
      "docker: poorly formatted environment: no variable name on line '=c'.",
    ],
    [['--pid', 'container:'], 'docker: --pid: invalid PID mode.'],
    [['--restart', 'always', '--rm'], 'docker: Conflicting options: --restart and --rm.'],
    [['--health-retries', '-1'], 'docker: --health-retries cannot be negative.'],
    [['--security-opt', 'foo'], 'docker: Invalid --security-opt: "foo".'],
    [
      ['--memory-swappiness', '101'],
      'docker: invalid value: 101. Valid memory swappiness range is 0-100.',
    ],
  ])('%j', async (flags, message) => {
    const { exitCode, stdout, stderr, sent } = await docker('create', ...flags, 'base')
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 125,
      stdout: '',
      stderr: `${message}\n${HELP}\n`,
    })
    expect(sent).toEqual([])
  })
})

describe('other commands', () => {
  it('wait prints each exit code in turn', async () => {
    const { stdout, sent } = await docker('wait', 'a', 'b')
    expect(stdout).toBe('7\n7\n')
    expect(sent.map(({ request }) => request)).toEqual([
      'POST /v1.41/containers/a/wait?condition=',
      'POST /v1.41/containers/b/wait?condition=',
    ])
  })

  it('update prints warnings on standard output', async () => {
    const { stdout, sent } = await docker('update', '--cpus', '2', 'a')
    expect(stdout).toBe('a\ncareful\n')
    expect(sent[0]?.body).toMatchObject({ NanoCpus: 2e9, PidsLimit: null })
  })

  it.each([
    [['update', 'a'], 'you must provide one or more flags when using this command'],
    [['rename', 'a', ' '], 'Error: Neither old nor new names may be empty'],
    [['diff', ''], 'Container name cannot be empty'],
    [['start', '-a', 'a', 'b'], 'you cannot start and attach multiple containers at once'],
    [['cp', 'a', 'b'], 'must specify at least one container source'],
    [['cp', 'a:/x', 'b:/y'], 'copying between containers is not supported'],
    [['run', '-d', '-a', 'stdout', 'base'], 'Conflicting options: -a and -d'],
    [['ps', '--format', '{{.Foo'], 'failed to parse template: template: :1: unclosed action'],
  ])('%j is refused without a request', async (argv, message) => {
    const { exitCode, stderr, sent } = await docker(...argv)
    expect({ exitCode, stderr, sent }).toEqual({ exitCode: 1, stderr: `${message}\n`, sent: [] })
  })
})
