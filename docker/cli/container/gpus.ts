import { readRecord } from '../csv.ts'
import { quote } from '../format/text.ts'
import { pairsToObject, splitPair } from './kv.ts'

/** What `--gpus` asks of a device driver, as the API has it. */
export interface DeviceRequest {
  Driver: string
  /** -1 means all. */
  Count: number
  DeviceIDs: string[] | null
  Capabilities: string[][]
  Options: Record<string, string>
}

/** Reads a value of `--gpus`: `all`, `2`, `device=0`. @throws Error in the words of Docker's client */
export function parseGpus(text: string): DeviceRequest {
  const fields = readRecord(text).map(splitPair)
  const request: DeviceRequest = {
    Driver: '',
    Count: 0,
    DeviceIDs: null,
    Capabilities: [['gpu']],
    Options: {},
  }
  const seen = new Set<string>()
  for (const [key, value] of fields) {
    if (seen.has(key)) throw new Error(`gpu request key '${key}' can be specified only once`)
    seen.add(key)
    if (value === undefined) {
      seen.add('count')
      request.Count = parseCount(key)
    } else setOption(request, key, value)
  }
  if (!seen.has('count') && request.DeviceIDs === null) request.Count = 1
  return request
}

function setOption(request: DeviceRequest, key: string, value: string) {
  switch (key) {
    case 'driver':
      request.Driver = value
      break
    case 'count':
      request.Count = parseCount(value)
      break
    case 'device':
      request.DeviceIDs = value.split(',')
      break
    case 'capabilities':
      request.Capabilities = [[...value.split(','), 'gpu']]
      break
    case 'options':
      request.Options = pairsToObject(readOptions(value))
      break
    default:
      throw new Error(`unexpected key '${key}' in '${key}=${value}'`)
  }
}

function readOptions(text: string): string[] {
  try {
    return readRecord(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`failed to read gpu options: ${reason}`, { cause: error })
  }
}

function parseCount(text: string): number {
  if (text === 'all') return -1
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  const reason = `strconv.Atoi: parsing ${quote(text)}: invalid syntax`
  throw new Error(`count must be an integer: ${reason}`)
}
