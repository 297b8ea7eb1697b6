import { parseInteger } from '../flags/numbers.ts'
import { parseBytes } from '../flags/units.ts'

/** How fast a container may use a block device, as the API has it. */
export interface ThrottleDevice {
  Path: string
  Rate: number
}

/** A block device's share for a container, as the API has it. */
export interface WeightDevice {
  Path: string
  Weight: number
}

/** Reads `/dev/sda:1mb`, bytes per second. @throws Error in the words of Docker's client */
export function parseByteRate(text: string): ThrottleDevice {
  const [Path, rate] = splitDevice(text)
  const Rate = valueOr(
    `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    () => parseBytes(rate),
  )
  return { Path, Rate }
}

/** Reads `/dev/sda:1000`, operations per second. @throws Error in the words of Docker's client */
export function parseOperationRate(text: string): ThrottleDevice {
  const [Path, rate] = splitDevice(text)
  const Rate = valueOr(
    `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    () => parseDecimal(rate, 64),
  )
  return { Path, Rate }
}

/** Reads `/dev/sda:500`. @throws Error in the words of Docker's client */
export function parseWeight(text: string): WeightDevice {
  const [Path, weight] = splitDevice(text)
  const problem = `invalid weight for device: ${text}`
  const Weight = valueOr(problem, () => parseDecimal(weight, 16))
  if (Weight > 0 && (Weight < 10 || Weight > 1000)) throw new Error(problem)
  return { Path, Weight }
}

function splitDevice(text: string): [path: string, value: string] {
  const at = text.indexOf(':')
  if (at === -1) throw new Error(`bad format: ${text}`)
  if (!text.startsWith('/dev/')) throw new Error(`bad format for device path: ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** An unsigned number in base 10 only. */
function parseDecimal(text: string, bits: 16 | 64): number {
  if (!/^\d+$/.test(text)) throw new Error('not decimal')
  return parseInteger(text.replace(/^0+(?=\d)/, ''), bits, true)
}

function valueOr<T>(problem: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(problem)
  }
}
