import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeCapabilities } from '../../docker/engine/containers/create/capabilities.ts'
import { refuseUnsupported } from '../../docker/engine/containers/create/refuse.ts'
import { securityOptions } from '../../docker/engine/containers/create/security.ts'
import { verifyConfig } from '../../docker/engine/containers/create/verify-config.ts'
import { verifyHostConfig } from '../../docker/engine/containers/create/verify-host-config.ts'
import { verifyModes } from '../../docker/engine/containers/create/verify-modes.ts'
import {
  parseBind,
  parseMount,
  parseVolumesFrom,
} from '../../docker/engine/containers/mounts/parse.ts'
import { cleanPath } from '../../docker/engine/go/path.ts'
import { tmpfsData, tmpfsOptions } from '../../docker/engine/containers/mounts/tmpfs.ts'
import { hostConfig } from '../../docker/engine/containers/schema/host-config.ts'
import { parseCreateRequest } from '../../docker/engine/containers/schema/index.ts'
import { findUser } from '../../docker/engine/containers/user.ts'
import { EngineError } from '../../docker/engine/errors.ts'
import * as v from 'valibot'

/** Reads and checks a request as far as that needs no image. */
function check(request: object) {
  const parsed = parseCreateRequest({ Image: 'x', ...request })
  verifyModes(parsed)
  verifyConfig(parsed)
  const warnings = verifyHostConfig(parsed.HostConfig)
  refuseUnsupported(parsed)
  securityOptions(parsed.HostConfig)
  return { host: parsed.HostConfig, warnings }
}

const thrown = (act: () => unknown): EngineError => {
  try {
    act()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

// The texts are those of dockerd 20.10: daemon/container.go, daemon_unix.go, runconfig/, volume/mounts/, oci/caps/.
describe('a request', () => {
  it.each<[object, string]>([
    [{ WorkingDir: 'x' }, "the working directory 'x' is invalid, it needs to be an absolute path"],
    [{ StopSignal: 'NO' }, 'Invalid signal: NO'],
    [{ Env: ['=x'] }, 'invalid environment variable: =x'],
    [{ Healthcheck: { Interval: 1 } }, 'Interval in Healthcheck cannot be less than 1ms'],
    [{ Healthcheck: { Retries: -1 } }, 'Retries in Healthcheck cannot be negative'],
  ])('%j is refused', (request, message) => {
    expect(thrown(() => check(request))).toMatchObject({ status: 400, message })
  })

  it.each<[object, string]>([
    [{ Memory: 1 }, 'Minimum memory limit allowed is 6MB'],
    [
      { MemorySwap: 9e6 },
      'You should always set the Memory limit when using Memoryswap limit, see usage',
    ],
    [
      { Memory: 7e6, MemoryReservation: 8e6 },
      'Minimum memory limit can not be less than memory reservation limit, see usage',
    ],
    [{ NanoCpus: 2e9 }, 'Range of CPUs is from 0.01 to 1.00, as there are only 1 CPUs available'],
    [
      { NanoCpus: 1e8, CpuQuota: 5000 },
      'Conflicting options: Nano CPUs and CPU Quota cannot both be set',
    ],
    [
      { CpuPeriod: 1 },
      'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
    ],
    [{ ShmSize: -1 }, 'SHM size can not be less than 0'],
    [{ OomScoreAdj: 1001 }, 'Invalid value 1001, range for oom score adj is [-1000, 1000]'],
    [{ Runtime: 'runc' }, 'Unknown runtime specified runc'],
    [{ CgroupnsMode: 'x' }, 'invalid cgroup namespace mode: x'],
    [{ RestartPolicy: { Name: 'x' } }, "invalid restart policy 'x'"],
    [
      { RestartPolicy: { Name: 'always', MaximumRetryCount: 1 } },
      "maximum retry count cannot be used with restart policy 'always'",
    ],
    [
      { AutoRemove: true, RestartPolicy: { Name: 'always' } },
      "can't create 'AutoRemove' container with restart policy",
    ],
    [{ CapAdd: ['fly'] }, 'invalid CapAdd: unknown capability: "CAP_FLY"'],
    [{ CapDrop: ['CAP_NO'] }, 'invalid CapDrop: unknown capability: "CAP_NO"'],
    [{ ExtraHosts: ['x'] }, 'bad format for add-host: "x"'],
    [{ ExtraHosts: ['x:1.2.3'] }, 'invalid IP address in add-host: "1.2.3"'],
    [{ PortBindings: { 'x/tcp': [] } }, 'invalid port specification: "x"'],
    [{ Tmpfs: { '/': '' } }, "invalid specification: destination can't be '/'"],
    [{ Tmpfs: { x: '' } }, "invalid mount path: 'x' mount path must be absolute"],
    [
      { Mounts: [{ Type: 'bind', Target: '/x' }] },
      'invalid mount config for type "bind": field Source must not be empty',
    ],
    [
      { Mounts: [{ Type: 'x', Target: '/x' }] },
      'invalid mount config for type "x": mount type unknown',
    ],
    [
      { NetworkMode: 'container:' },
      'Invalid network mode: invalid container format container:<name|id>',
    ],
    [
      { NetworkMode: 'container:x', Dns: ['1.1.1.1'] },
      'conflicting options: dns and the network mode',
    ],
    [
      { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] },
      'could not select device driver "" with capabilities: [[gpu]]',
    ],
    [{ LogConfig: { Type: 'x' } }, "logger: no log driver named 'x' is registered"],
    [
      { LogConfig: { Type: 'json-file', Config: { x: '1' } } },
      "unknown log opt 'x' for json-file log driver",
    ],
  ])('with the host configuration %j is refused', (HostConfig, message) => {
    expect(thrown(() => check({ HostConfig }))).toMatchObject({ status: 400, message })
  })

  it.each<[object, RegExp]>([
    [{ Links: ['a:b'] }, /^links are not supported/],
    [{ LogConfig: { Type: 'syslog' } }, /^the log driver "syslog" is not supported/],
    [{ SecurityOpt: ['seccomp={}'] }, /^a seccomp profile of its own is not supported/],
    [{ SecurityOpt: ['apparmor=x'] }, /^AppArmor is not there/],
    [{ StorageOpt: { size: '1G' } }, /^--storage-opt is supported only for overlay over xfs/],
  ])('for what is not there, %j, is told so', (HostConfig, message) => {
    expect(thrown(() => check({ HostConfig })).message).toMatch(message)
  })

  it.each<[object, string[]]>([
    [
      { CpusetCpus: '0' },
      ['Your kernel does not support cpuset or the cgroup is not mounted. Cpuset discarded.'],
    ],
    [
      { BlkioWeight: 100 },
      [
        'Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.',
      ],
    ],
    [
      { OomKillDisable: true },
      ['Your kernel does not support OomKillDisable. OomKillDisable discarded.'],
    ],
    [{ MemorySwappiness: -1, OomKillDisable: false, PidsLimit: 0 }, []],
  ])('with limits that the kernel does not know, %j, is warned', (HostConfig, warnings) => {
    expect(check({ HostConfig }).warnings).toEqual(warnings)
  })

  it.each<[unknown, string]>([
    [[], 'json: cannot unmarshal array into Go value of type runconfig.ContainerConfigWrapper'],
    [
      { Image: 1 },
      'json: cannot unmarshal number into Go struct field ContainerConfigWrapper.Image of type string',
    ],
    [
      { Tty: 'yes' },
      'json: cannot unmarshal string into Go struct field ContainerConfigWrapper.Tty of type bool',
    ],
    [
      { HostConfig: { Memory: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field HostConfig.HostConfig.Memory of type int64',
    ],
    [
      { HostConfig: { RestartPolicy: { Name: true } } },
      'json: cannot unmarshal bool into Go struct field RestartPolicy.HostConfig.RestartPolicy.Name of type string',
    ],
  ])('of the wrong type, %j, names the field in Go’s words', (body, message) => {
    expect(thrown(() => parseCreateRequest(body))).toMatchObject({ status: 500, message })
  })

  it('of any kind is read or refused, and nothing else', () => {
    const keys = [...Object.keys(hostConfig.entries), 'Image', 'Cmd', 'Env', 'Labels', 'HostConfig']
    const value = fc.jsonValue()
    const object = fc.dictionary(fc.constantFrom(...keys), value)
    fc.assert(
      fc.property(object, object, (body, host) => {
        try {
          check({ ...body, HostConfig: host })
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError)
        }
      }),
    )
  })

  it('that says nothing becomes what dockerd writes for it, in Go’s order', () => {
    const { host } = check({})
    expect(Object.keys(host).slice(0, 4)).toEqual([
      ...['Binds', 'ContainerIDFile', 'LogConfig', 'NetworkMode'],
    ])
    expect(JSON.parse(JSON.stringify(host))).not.toHaveProperty('Tmpfs')
    expect(host).toMatchObject({ Binds: null, Memory: 0, PidsLimit: null, Isolation: '' })
    expect(v.parse(hostConfig, JSON.parse(JSON.stringify(host)))).toEqual(host)
  })
})

describe('what -v takes', () => {
  it.each([
    ['/a', { type: 'volume', source: '', destination: '/a', writable: true }],
    ['v:/a', { type: 'volume', source: 'v', destination: '/a', copyData: true }],
    ['v:/a:nocopy', { type: 'volume', copyData: false }],
    ['/h/../b/:/a/:ro', { type: 'bind', source: '/b', destination: '/a', writable: false }],
    ['/h:/a:z,ro,rslave', { type: 'bind', writable: false, propagation: 'rslave' }],
  ])('%s', (spec, mount) => {
    expect(parseBind(spec, '')).toMatchObject(mount)
  })

  it.each([
    ['', "invalid volume specification: ''"],
    [':/a', "invalid volume specification: ':/a'"],
    ['/a:ro', "invalid volume specification: '/a:ro'"],
    ['/a:/b:c:d', "invalid volume specification: '/a:/b:c:d'"],
    ['/a:/b:x', 'invalid mode: x'],
    ['/a:/b:ro,rw', 'invalid mode: ro,rw'],
    [
      '/a:b',
      `invalid volume specification: '/a:b': invalid mount config for type "bind": invalid mount path: 'b' mount path must be absolute`,
    ],
  ])('%s is refused', (spec, message) => {
    expect(thrown(() => parseBind(spec, ''))).toMatchObject({ status: 400, message })
  })

  it('of any kind is read or refused', () => {
    const part = fc.constantFrom('/', '..', 'a', ':', ',', 'ro', 'z', 'rslave', ' ', '\\', 'é')
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        try {
          const { destination } = parseBind(parts.join(''), '')
          expect(destination).toMatch(/^[/\\]./)
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError)
        }
      }),
    )
  })

  it('may name another container', () => {
    expect(parseVolumesFrom('c')).toEqual({ container: 'c', mode: 'rw' })
    expect(parseVolumesFrom('c:ro')).toEqual({ container: 'c', mode: 'ro' })
    expect(thrown(() => parseVolumesFrom('c:nocopy')).message).toBe('invalid mode: nocopy')
  })
})

describe('a path', () => {
  // Cases of Go's path.Clean: https://pkg.go.dev/path#Clean
  it.each([
    ['', '.'],
    ['a/./b/../c//', 'a/c'],
    ['/../a', '/a'],
    ['../a', '../a'],
    ['/', '/'],
  ])('%j is %j at its shortest', (path, clean) => {
    expect(cleanPath(path)).toBe(clean)
  })
})

describe('a tmpfs', () => {
  it.each([
    ['', ['noexec', 'nosuid', 'nodev', 'rprivate']],
    ['size=1m,exec', ['nosuid', 'nodev', 'rprivate', 'size=1m', 'exec']],
    ['size=1m,size=2m,shared', ['noexec', 'nosuid', 'nodev', 'size=2m', 'shared']],
  ])('with %j has the last of what excludes each other', (data, options) => {
    expect(tmpfsOptions(data)).toEqual(options)
  })

  it('has no options of others', () => {
    expect(thrown(() => tmpfsOptions('color=red'))).toMatchObject({
      status: 500,
      message: 'Invalid tmpfs option ["color" "red"]',
    })
  })

  it('is sized in the largest unit that goes', () => {
    const { request } = parseMount({
      ...{ Type: 'tmpfs', Source: '', Target: '/x', ReadOnly: true, Consistency: '' },
      ...{ BindOptions: null, VolumeOptions: null },
      TmpfsOptions: { SizeBytes: 3 << 20, Mode: 0o1777 },
    })
    expect(tmpfsData(request)).toBe('ro,mode=1777,size=3m')
  })
})

describe('a user', () => {
  const accounts = {
    passwd: 'root:x:0:0:root:/root:/bin/sh\nann:x:1000:100:Ann:/home/ann:/bin/sh\n',
    group: 'root:x:0:\nwheel:x:10:root,ann\nusers:x:100:\n',
  }
  // As runc's libcontainer/user and dockerd's getUser have it.
  it.each([
    ['', { uid: 0, gid: 0, additionalGids: [0, 10] }],
    ['ann', { uid: 1000, gid: 100, additionalGids: [100, 10] }],
    ['1000', { uid: 1000, gid: 100, additionalGids: [100, 10] }],
    ['ann:wheel', { uid: 1000, gid: 10, additionalGids: [10] }],
    ['7', { uid: 7, gid: 0, additionalGids: [0] }],
    ['7:8', { uid: 7, gid: 8, additionalGids: [8] }],
  ])('%j', (user, ids) => {
    expect(findUser(user, accounts)).toEqual(ids)
  })

  it('may be in further groups', () => {
    expect(findUser('7', accounts, ['wheel', '42']).additionalGids).toEqual([0, 10, 42])
    expect(thrown(() => findUser('7', accounts, ['no'])).message).toBe('Unable to find group no')
    expect(thrown(() => findUser('9999999999', accounts)).message).toBe(
      'uids and gids must be in range 0-2147483647',
    )
  })
})

describe('a capability', () => {
  it('has many spellings', () => {
    expect(normalizeCapabilities(['net_admin', 'CAP_KILL', 'all'], 'CapAdd')).toEqual([
      ...['CAP_NET_ADMIN', 'CAP_KILL', 'ALL'],
    ])
  })
})
