import { invalid } from '../../errors.ts'
import type { MountRequest } from '../schema/host-config.ts'
import { isMode, isWritable, modeWord, PROPAGATIONS } from './mode.ts'
import { verifyAbsolute, verifyNotRoot } from './paths.ts'
import { bindPropagation } from './propagation.ts'
import { cleanPath } from '../../go/path.ts'

/** What a request says of one mount, however it says it. */
export interface MountSpec {
  type: 'bind' | 'volume' | 'tmpfs'
  /** Path on the machine, or the volume's name; empty for a volume that is to be named at random. */
  source: string
  destination: string
  writable: boolean
  /** As given with `-v`; empty with `--mount`. */
  mode: string
  propagation: string
  /** Whether the image's content at the destination goes into a new volume. */
  copyData: boolean
  /** Whether a source that is missing is made. */
  createSource: boolean
  recursive: boolean
  request: MountRequest
}

const bind = (type: string, source: string, target: string): MountRequest => ({
  Type: type,
  Source: source,
  Target: target,
  ReadOnly: false,
  Consistency: '',
  BindOptions: null,
  VolumeOptions: null,
  TmpfsOptions: null,
})

/**
 * Reads what `-v` takes: `[source:]destination[:mode]` (dockerd's `ParseMountRaw`).
 * @throws EngineError (400) in dockerd's words.
 */
export function parseBind(raw: string, volumeDriver: string): MountSpec {
  const bad = () => invalid(`invalid volume specification: '${raw}'`)
  const parts = raw.split(':')
  const [first = '', second, mode = ''] = parts
  if (parts.length > 3 || first === '') throw bad()
  if (parts.length === 2 && second !== undefined && isMode(second)) throw bad()
  if (!isMode(mode)) throw invalid(`invalid mode: ${mode}`)
  const [source, target] = second === undefined ? ['', first] : [first, second]
  const isPath = source.startsWith('/')
  const request = bind(isPath ? 'bind' : 'volume', source, target)
  const propagation = modeWord(mode, 'propagation')
  request.ReadOnly = !isWritable(mode)
  const noCopy = modeWord(mode, 'copy') !== undefined
  if (!isPath && (volumeDriver !== '' || noCopy)) {
    request.VolumeOptions = {
      NoCopy: noCopy,
      Labels: null,
      DriverConfig: volumeDriver === '' ? null : { Name: volumeDriver, Options: null },
    }
  }
  if (isPath && noCopy) {
    request.VolumeOptions = { NoCopy: true, Labels: null, DriverConfig: null }
  }
  if (propagation !== undefined) {
    request.BindOptions = { Propagation: propagation, NonRecursive: false }
  }
  try {
    return { ...parseMount(request), mode, createSource: true }
  } catch (error) {
    throw error instanceof Error
      ? invalid(`invalid volume specification: '${raw}': ${error.message}`)
      : error
  }
}

/** Reads what `--mount` takes. @throws EngineError (400) in dockerd's words. */
export function parseMount(request: MountRequest): MountSpec {
  const type = verifyMount(request)
  const source = type === 'bind' ? cleanPath(request.Source) : request.Source
  return {
    type,
    source,
    destination: cleanPath(request.Target),
    writable: !request.ReadOnly,
    mode: '',
    propagation:
      type === 'bind' ? bindPropagation(source, request.BindOptions?.Propagation ?? '') : '',
    copyData: type === 'volume' && !request.VolumeOptions?.NoCopy,
    createSource: false,
    recursive: !request.BindOptions?.NonRecursive,
    request,
  }
}

/** dockerd's `validateMountConfigImpl`, without the look at the source. */
export function verifyMount(mount: MountRequest): MountSpec['type'] {
  try {
    return verify(mount)
  } catch (error) {
    throw error instanceof Error
      ? invalid(`invalid mount config for type ${JSON.stringify(mount.Type)}: ${error.message}`)
      : error
  }
}

function verify(mount: MountRequest): MountSpec['type'] {
  const { Type, Source, Target, BindOptions, VolumeOptions, ReadOnly } = mount
  if (Target === '') throw missing('Target')
  verifyNotRoot(Target)
  verifyAbsolute(Target)
  if (Type === 'bind') {
    if (Source === '') throw missing('Source')
    const propagation = BindOptions?.Propagation ?? ''
    if (propagation !== '' && !PROPAGATIONS.includes(propagation)) {
      throw invalid(`invalid propagation mode: ${propagation}`)
    }
    if (VolumeOptions) throw extra('VolumeOptions')
    verifyAbsolute(Source)
    return Type
  }
  if (Type !== 'volume' && Type !== 'tmpfs') throw invalid('mount type unknown')
  if (BindOptions) throw extra('BindOptions')
  if (Type === 'volume' && Source === '' && ReadOnly) {
    throw invalid('must not set ReadOnly mode when using anonymous volumes')
  }
  if (Type === 'tmpfs' && Source !== '') throw extra('Source')
  return Type
}

const missing = (field: string) => invalid(`field ${field} must not be empty`)
const extra = (field: string) => invalid(`field ${field} must not be specified`)

/**
 * Reads what `--volumes-from` takes: `container[:mode]`.
 * @throws EngineError (400) in dockerd's words.
 */
export function parseVolumesFrom(spec: string): { container: string; mode: string } {
  if (spec === '') throw invalid('volumes-from specification cannot be an empty string')
  const colon = spec.indexOf(':')
  if (colon < 0) return { container: spec, mode: 'rw' }
  const mode = spec.slice(colon + 1)
  if (!isMode(mode) || modeWord(mode, 'propagation') || modeWord(mode, 'copy')) {
    throw invalid(`invalid mode: ${mode}`)
  }
  return { container: spec.slice(0, colon), mode }
}
