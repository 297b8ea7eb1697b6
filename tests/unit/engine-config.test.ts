import { describe, expect, it } from 'vitest'
import { mergeConfig, processArgs, processEnv } from '../../docker/engine/containers/config.ts'
import { parseCreateRequest } from '../../docker/engine/containers/schema/index.ts'
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
    expect(() => merge({ Entrypoint: [''] })).toThrow('No command specified')
  })

  it('has the image’s variables and labels behind its own', () => {
    const config = merge({ Env: ['A=own', 'C=own'], Labels: { both: 'own' } })
    expect(config.env).toEqual(['A=own', 'C=own', 'B=image'])
    expect(processEnv(config)).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOSTNAME=host',
      'A=own',
      'C=own',
      'B=image',
    ])
    expect(config.labels).toEqual({ from: 'image', both: 'own' })
    expect(processEnv(merge({ Env: ['HOSTNAME', 'PATH=/x'], Tty: true }))).toEqual([
      'PATH=/x',
      'TERM=xterm',
      'A=image',
      'B=image',
    ])
  })

  it('merges ports and volumes, sorted as Go writes maps', () => {
    const config = merge({ ExposedPorts: { '80/tcp': {}, '53/udp': {} }, Volumes: { '/b': {} } })
    expect(config.exposedPorts).toEqual(['53/udp', '80/tcp'])
    expect(config.volumes).toEqual(['/b'])
  })
})
