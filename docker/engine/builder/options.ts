import type { Context } from 'hono'
import * as v from 'valibot'
import type { Platform } from '../../registry/client.ts'
import {
  canonicalString,
  InvalidReference,
  parseNamed,
  tagNameOnly,
  type Reference,
} from '../../registry/reference.ts'
import { invalid, notImplemented, unclassified } from '../errors.ts'
import { parseJson, JsonSyntaxError } from '../go/json-syntax.ts'
import { quote } from '../go/quote.ts'
import { flag } from '../http.ts'
import { parsePlatform } from '../images/platform.ts'

/** What `POST /build` asks for. */
export interface BuildOptions {
  /** The Dockerfile's path in the context. */
  dockerfile: string
  tags: readonly Reference[]
  /** Values for ARG; null where one is named without a value. */
  buildArgs: ReadonlyMap<string, string | null>
  labels: ReadonlyMap<string, string>
  target: string
  noCache: boolean
  /** Whether images are pulled though they are here. */
  pull: boolean
  /** Whether containers are removed after a step that went well. */
  remove: boolean
  /** Whether they are removed after every step. */
  forceRemove: boolean
  /** Whether only the image's ID is told, or what went wrong. */
  quiet: boolean
  /** What images are for, where it is not this machine. */
  platform: Platform | undefined
  /** What the containers of RUN get of a host configuration. */
  hostConfig: Readonly<Record<string, unknown>>
}

const Args = v.record(v.string(), v.nullable(v.string()))
const Labels = v.record(v.string(), v.string())
const Ulimits = v.array(v.object({ Name: v.string(), Hard: v.number(), Soft: v.number() }))

/**
 * Reads the query of `POST /build`, by dockerd's rules and in its order.
 * @throws EngineError in dockerd's words, or with the reason for what cannot be honoured here.
 */
export function readBuildOptions(c: Context): BuildOptions {
  const value = (name: string) => c.req.query(name) ?? ''
  const number = (name: string) => (/^[+-]?\d+$/.test(value(name)) ? Number(value(name)) : 0)
  if ((c.req.queries('securityopt') ?? []).length > 0) {
    throw invalid('The daemon on this platform does not support setting security options on build')
  }
  const shmSize = value('shmsize')
  if (shmSize !== '' && !/^[+-]?\d+$/.test(shmSize)) {
    throw unclassified(`strconv.ParseInt: parsing ${quote(shmSize)}: invalid syntax`)
  }
  if (!['', 'default'].includes(value('isolation'))) {
    throw invalid(`Unsupported isolation: ${quote(value('isolation'))}`)
  }
  const ulimits = readJson(Ulimits, value('ulimits'), 'ulimit settings')
  const buildArgs = readJson(Args, value('buildargs'), 'build args') ?? {}
  const labels = readJson(Labels, value('labels'), 'labels') ?? {}
  const version = value('version')
  if (!['', '1', '2'].includes(version)) throw unclassified(`invalid version ${quote(version)}`)
  if (version === '2') throw notImplemented('BuildKit is not supported by this engine')
  if (flag(c, 'squash')) throw invalid('squash is only supported with experimental mode')
  if (value('remote') !== '') refuseRemote(value('remote'))
  const forceRemove = flag(c, 'forcerm')
  return {
    dockerfile: value('dockerfile') || 'Dockerfile',
    tags: readTags(c.req.queries('t') ?? []),
    buildArgs: new Map(Object.entries(buildArgs)),
    labels: new Map(Object.entries(labels)),
    target: value('target'),
    noCache: flag(c, 'nocache'),
    pull: flag(c, 'pull'),
    remove: forceRemove || value('rm') === '' || flag(c, 'rm'),
    forceRemove,
    quiet: flag(c, 'q'),
    platform: value('platform') === '' ? undefined : buildPlatform(value('platform')),
    hostConfig: {
      CgroupParent: value('cgroupparent'),
      CpuShares: number('cpushares'),
      CpuPeriod: number('cpuperiod'),
      CpuQuota: number('cpuquota'),
      CpusetCpus: value('cpusetcpus'),
      CpusetMems: value('cpusetmems'),
      Memory: number('memory'),
      MemorySwap: number('memswap'),
      ShmSize: Number(shmSize),
      NetworkMode: value('networkmode'),
      ExtraHosts: c.req.queries('extrahosts') ?? null,
      ...(ulimits && { Ulimits: ulimits }),
    },
  }
}

function readJson<S extends v.GenericSchema>(
  schema: S,
  text: string,
  what: string,
): v.InferOutput<S> | undefined {
  if (text === '') return undefined
  try {
    const parsed = v.safeParse(v.nullable(schema), parseJson(text))
    if (parsed.success) return parsed.output ?? undefined
    throw invalid(`error reading ${what}: ${parsed.issues[0].message}`)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw invalid(`error reading ${what}: ${error.message}`)
  }
}

/** Names for the image, each once (dockerd's `sanitizeRepoAndTags`). */
function readTags(names: readonly string[]): Reference[] {
  const tags = new Map<string, Reference>()
  for (const name of names) {
    if (name === '') continue
    try {
      const named = parseNamed(name)
      if (named.digest !== undefined) throw unclassified('build tag cannot contain a digest')
      const tag = tagNameOnly(named)
      if (!tags.has(canonicalString(tag))) tags.set(canonicalString(tag), tag)
    } catch (error) {
      if (error instanceof InvalidReference) throw unclassified(error.message)
      throw error
    }
  }
  return [...tags.values()]
}

/**
 * Reads the platform of a build or a stage.
 * @throws EngineError in dockerd's words where it is none, or containers of that system do not run here
 */
export function buildPlatform(text: string): Platform {
  const platform = parsePlatform(text)
  if (platform.os !== 'linux') throw unclassified('operating system is not supported')
  return platform
}

function refuseRemote(remote: string) {
  if (remote === 'client-session') {
    throw invalid(
      'experimental session with v1 builder is no longer supported, use builder version v2 (BuildKit) instead',
    )
  }
  if (/^(?:https?:\/\/|git:\/\/|git@|github\.com\/)/.test(remote)) {
    throw unclassified(`${remote} is not reached from here: send the files themselves`)
  }
  throw unclassified(`remoteURL (${remote}) could not be recognized as URL`)
}
