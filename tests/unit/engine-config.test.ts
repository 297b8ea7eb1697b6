import { describe, expect, it } from 'vitest'
import { mergeConfig, processArgs, processEnv } from '../../docker/engine/containers/config.ts'
import { parseCreateRequest } from '../../docker/engine/containers/schema.ts'
import { runtimeSpec } from '../../docker/engine/containers/spec.ts'
import type { Image } from '../../docker/engine/images/image.ts'

const image: Image = {
  id: `sha256:${'0'.repeat(64)}`,
  json: new Uint8Array(),
  layers: [],
  chainIds: [],
  config: {
    architecture: '386',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
    config: {
      Entrypoint: ['/entry'],
      Cmd: ['default'],
      Env: ['A=image', 'B=image'],
      WorkingDir: '/srv',
      Labels: { from: 'image', both: 'image' },
    },
  },
}

const merge = (request: object) =>
  mergeConfig(parseCreateRequest({ Image: 'x', ...request }), image, 'host')

describe('a container’s config', () => {
  // The table of https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
  it.each([
    [{}, ['/entry', 'default']],
    [{ Cmd: ['own'] }, ['/entry', 'own']],
    [{ Entrypoint: ['/own'] }, ['/own']],
    [{ Entrypoint: ['/own'], Cmd: ['arg'] }, ['/own', 'arg']],
    [{ Entrypoint: [''], Cmd: ['own'] }, ['own']],
    [{ Entrypoint: 'sh', Cmd: 'word' }, ['sh', 'word']],
  ])('%j runs %j', (request, args) => {
    expect(processArgs(merge(request))).toEqual(args)
  })

  it('refuses to run nothing', () => {
    expect(() => merge({ Entrypoint: [''] })).toThrow('no command specified')
  })

  it('has the image’s variables and labels, the request’s over them', () => {
    const config = merge({ Env: ['A=own', 'C=own'], Labels: { both: 'own' } })
    expect(processEnv(config)).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOSTNAME=host',
      'A=own',
      'B=image',
      'C=own',
    ])
    expect(config.labels).toEqual({ from: 'image', both: 'own' })
    expect(processEnv(merge({ Env: ['B', 'PATH=/x'], Tty: true }))).toEqual([
      'PATH=/x',
      'HOSTNAME=host',
      'TERM=xterm',
      'A=image',
    ])
  })

  it.each([
    [{ WorkingDir: 'x' }, "the working directory 'x' is invalid, it needs to be an absolute path"],
    [{ Env: ['=x'] }, 'invalid environment variable: =x'],
    [{ HostConfig: { Memory: 1 } }, 'HostConfig.Memory is not supported by this engine'],
    [{ HostConfig: { Binds: ['/a:/b'] } }, 'HostConfig.Binds is not supported by this engine'],
    [{ HostConfig: { Privileged: true } }, 'HostConfig.Privileged is not supported by this engine'],
    [
      { HostConfig: { RestartPolicy: { Name: 'always' } } },
      'HostConfig.RestartPolicy is not supported by this engine',
    ],
    [{ Healthcheck: { Test: ['NONE'] } }, 'Healthcheck is not supported by this engine'],
  ])('refuses %j', (request, message) => {
    expect(() => merge(request)).toThrow(message)
  })

  it('accepts what Docker’s client sends for options that nobody asked for', () => {
    const hostConfig = {
      ...{ Binds: null, LogConfig: { Type: '', Config: {} }, NetworkMode: 'default' },
      ...{ RestartPolicy: { Name: 'no', MaximumRetryCount: 0 }, ConsoleSize: [0, 0] },
      ...{ CapAdd: null, Dns: [], ShmSize: 0, MemorySwappiness: -1, OomKillDisable: false },
    }
    const endpoint = { IPAMConfig: null, Links: null, MacAddress: '', GwPriority: 0 }
    expect(() =>
      merge({
        Volumes: {},
        OnBuild: null,
        Cmd: null,
        HostConfig: hostConfig,
        NetworkingConfig: { EndpointsConfig: { default: endpoint } },
      }),
    ).not.toThrow()
  })
})

describe('the runtime specification', () => {
  const specFor = (uid: number) =>
    runtimeSpec({ id: 'a'.repeat(64), config: merge({}), user: { uid, gid: uid }, rootfs: '/r' })

  it('isolates as Docker does', () => {
    const { linux, hostname, process } = specFor(0)
    expect(linux.namespaces.map(({ type }) => type).sort()).toEqual([
      'cgroup',
      'ipc',
      'mount',
      'network',
      'pid',
      'uts',
    ])
    expect(hostname).toBe('host')
    expect(process.cwd).toBe('/srv')
  })

  it('gives root Docker’s 14 capabilities, and other users none that they could use', () => {
    expect(specFor(0).process.capabilities.effective).toHaveLength(14)
    expect(specFor(0).process.capabilities.effective).not.toContain('CAP_SYS_ADMIN')
    expect(specFor(1000).process.capabilities.effective).toEqual([])
    expect(specFor(1000).process.capabilities.bounding).toHaveLength(14)
  })
})
