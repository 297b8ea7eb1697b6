/** Types of flags that only commands of containers have. */

import { Flag } from '../flags/flag.ts'
import type { ThrottleDevice, WeightDevice } from './blkio.ts'
import { parseWeight } from './blkio.ts'
import { parseGpus, type DeviceRequest } from './gpus.ts'
import type { JsonObject } from './json.ts'
import { parseMount } from './mount.ts'
import { parseNetwork, type NetworkAttachment } from './network.ts'
import { parseUlimit, type Ulimit } from './ulimit.ts'

interface ManyOptions<T> {
  type: string
  parse: (text: string) => T
  shownDefault?: string
}

/** A flag of which each use adds a value. */
function many<T>(usage: string, { parse, ...options }: ManyOptions<T>): Flag<readonly T[]> {
  return new Flag<readonly T[]>({
    usage,
    ...options,
    value: [],
    parse: (text, before) => [...before, parse(text)],
  })
}

/** `--mount` */
export function mounts(usage: string): Flag<readonly JsonObject[]> {
  return many(usage, { type: 'mount', parse: parseMount })
}

/** `--gpus` */
export function gpus(usage: string): Flag<readonly DeviceRequest[]> {
  return many(usage, { type: 'gpu-request', parse: parseGpus })
}

/** `--network` */
export function networks(usage: string): Flag<readonly NetworkAttachment[]> {
  return many(usage, { type: 'network', parse: parseNetwork })
}

/** `--device-read-bps` and the like */
export function throttles(
  usage: string,
  parse: (text: string) => ThrottleDevice,
): Flag<readonly ThrottleDevice[]> {
  return many(usage, { type: 'list', parse, shownDefault: '[]' })
}

/** `--blkio-weight-device` */
export function weights(usage: string): Flag<readonly WeightDevice[]> {
  return many(usage, { type: 'list', parse: parseWeight, shownDefault: '[]' })
}

/** `--ulimit`: of each name the last one counts, and names are sorted. */
export function ulimits(usage: string): Flag<readonly Ulimit[]> {
  return new Flag<readonly Ulimit[]>({
    usage,
    type: 'ulimit',
    value: [],
    shownDefault: '[]',
    parse(text, before) {
      const limit = parseUlimit(text)
      return [...before.filter(({ Name }) => Name !== limit.Name), limit].sort((a, b) =>
        a.Name < b.Name ? -1 : 1,
      )
    },
  })
}

/** Another name of a flag, which the help leaves out: `--net` of `--network`. */
export function hiddenAlias<T>(flag: Flag<T>): Flag<T> {
  return new Flag<T>({
    usage: flag.usage,
    type: flag.type,
    hidden: true,
    value: flag.value,
    parse(text) {
      flag.set(text)
      return flag.value
    },
  })
}
