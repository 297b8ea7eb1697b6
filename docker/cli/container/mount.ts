import { readRecord } from '../csv.ts'
import { parseBool } from '../flags/parse.ts'
import { parseBytes } from '../flags/units.ts'
import { mapOrNothing, omitEmpty, type JsonObject } from './json.ts'
import { splitPair } from './kv.ts'

/** Keys that need no value. */
const SWITCHES = ['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive']

/**
 * Reads a value of `--mount`, such as `type=volume,src=data,dst=/data`, into the API's Mount.
 * @throws Error in the words of Docker's client
 */
export function parseMount(text: string): JsonObject {
  const mount = new MountOptions()
  for (const field of readRecord(text)) {
    const [name, value] = splitPair(field)
    const key = name.toLowerCase()
    if (value === undefined && !SWITCHES.includes(key)) {
      throw new Error(`invalid field '${field}' must be a key=value pair`)
    }
    mount.set(key, value ?? 'true', field)
  }
  return mount.toJson()
}

class MountOptions {
  #type = 'volume'
  #source = ''
  #target = ''
  #readOnly = false
  #consistency = ''
  #bind: { propagation: string; nonRecursive: boolean } | undefined
  #volume: VolumeOptions | undefined
  #tmpfs: { size: number; mode: number } | undefined

  /** Takes one option. @param field the option as it was given, for the message */
  set(key: string, value: string, field: string) {
    switch (key) {
      case 'type':
        this.#type = value.toLowerCase()
        break
      case 'source':
      case 'src':
        this.#source = value
        break
      case 'target':
      case 'dst':
      case 'destination':
        this.#target = value
        break
      case 'readonly':
      case 'ro':
        this.#readOnly = valid(key, value, parseBool)
        break
      case 'consistency':
        this.#consistency = value.toLowerCase()
        break
      default:
        if (!this.#setOfType(key, value)) {
          throw new Error(`unexpected key '${key}' in '${field}'`)
        }
    }
  }

  #setOfType(key: string, value: string): boolean {
    switch (key) {
      case 'bind-propagation':
        this.#bindOptions().propagation = value.toLowerCase()
        return true
      case 'bind-nonrecursive':
        this.#bindOptions().nonRecursive = valid(key, value, parseBool)
        return true
      case 'volume-nocopy':
        this.#volumeOptions().noCopy = valid(key, value, parseBool)
        return true
      case 'volume-label':
        assign(this.#volumeOptions().labels, value)
        return true
      case 'volume-driver':
        this.#volumeOptions().driver = value
        return true
      case 'volume-opt':
        assign(this.#volumeOptions().driverOptions, value)
        return true
      case 'tmpfs-size':
        this.#tmpfsOptions().size = valid(key, value, parseBytes)
        return true
      case 'tmpfs-mode':
        this.#tmpfsOptions().mode = valid(key, value, parseOctal)
        return true
      default:
        return false
    }
  }

  toJson(): JsonObject {
    if (this.#type === '') throw new Error('type is required')
    if (this.#target === '') throw new Error('target is required')
    const others = { volume: this.#volume, bind: this.#bind, tmpfs: this.#tmpfs }
    for (const [type, options] of Object.entries(others)) {
      if (options && this.#type !== type) {
        throw new Error(`cannot mix '${type}-*' options with mount type '${this.#type}'`)
      }
    }
    return omitEmpty({
      Type: this.#type,
      Source: this.#source,
      Target: this.#target,
      ReadOnly: this.#readOnly,
      Consistency: this.#consistency,
      BindOptions:
        this.#bind &&
        omitEmpty({ Propagation: this.#bind.propagation, NonRecursive: this.#bind.nonRecursive }),
      VolumeOptions: this.#volume && volumeJson(this.#volume),
      TmpfsOptions:
        this.#tmpfs && omitEmpty({ SizeBytes: this.#tmpfs.size, Mode: this.#tmpfs.mode }),
    })
  }

  #bindOptions() {
    return (this.#bind ??= { propagation: '', nonRecursive: false })
  }

  #volumeOptions() {
    return (this.#volume ??= { noCopy: false, labels: {}, driver: '', driverOptions: {} })
  }

  #tmpfsOptions() {
    return (this.#tmpfs ??= { size: 0, mode: 0 })
  }
}

interface VolumeOptions {
  noCopy: boolean
  labels: Record<string, string>
  driver: string
  driverOptions: Record<string, string>
}

function volumeJson({ noCopy, labels, driver, driverOptions }: VolumeOptions): JsonObject {
  return omitEmpty({
    NoCopy: noCopy,
    Labels: mapOrNothing(labels),
    DriverConfig: omitEmpty({ Name: driver, Options: mapOrNothing(driverOptions) }),
  })
}

function valid<T>(key: string, value: string, parse: (text: string) => T): T {
  try {
    return parse(value)
  } catch {
    throw new Error(`invalid value for ${key}: ${value}`)
  }
}

function assign(map: Record<string, string>, pair: string) {
  const [name, value = ''] = splitPair(pair)
  map[name] = value
}

function parseOctal(text: string): number {
  if (!/^[0-7]+$/.test(text) || Number.parseInt(text, 8) > 0xff_ff_ff_ff) throw new Error()
  return Number.parseInt(text, 8)
}
