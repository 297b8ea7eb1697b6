/** Times as Go's `time.Parse` reads them, its messages included. */

interface Fields {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  nanosecond: number
  /** Minutes east of Greenwich. */
  zone: number | undefined
}

interface Element {
  read: (text: string, fields: Fields) => Reading
}

/** Length that was read; or what is out of range; or undefined where the text does not fit. */
type Reading = number | string | undefined

const digits = (
  name: 'month' | 'day' | 'hour' | 'minute' | 'second',
  min: number,
  max: number,
  isFixed = true,
): Element => ({
  read(text, fields) {
    const [found] = (isFixed ? /^\d\d/ : /^\d\d?/).exec(text) ?? []
    if (found === undefined) return undefined
    fields[name] = Number(found)
    return fields[name] < min || fields[name] > max ? name : found.length
  },
})

const seconds = digits('second', 0, 59)

/** Elements of a layout, the longest first. */
const ELEMENTS: Readonly<Record<string, Element>> = {
  '.999999999': { read: readFraction },
  'Z07:00': { read: readZone },
  '2006': {
    read(text, fields) {
      const [found] = /^\d{4}/.exec(text) ?? []
      fields.year = Number(found)
      return found?.length
    },
  },
  '01': digits('month', 1, 12),
  '02': digits('day', -Infinity, Infinity),
  '15': digits('hour', 0, 23, false),
  '04': digits('minute', 0, 59),
  '05': {
    read(text, fields) {
      const length = seconds.read(text, fields)
      if (typeof length !== 'number') return length
      // A fraction may follow even where the layout has none.
      return length + readFraction(text.slice(length), fields)
    },
  },
}

/**
 * Reads a time.
 * @param layout made of `2006`, `01`, `02`, `15`, `04`, `05`, `.999999999`, `Z07:00` and what stands between them
 * @param zone minutes east of Greenwich, where the text does not say
 * @returns nanoseconds since 1970
 * @throws Error in Go's words
 */
export function parseGoTime(layout: string, text: string, zone: number): bigint {
  const fields: Fields = {
    year: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    zone: undefined,
  }
  const shown = JSON.stringify(text)
  const outOfRange = (what: string) => new Error(`parsing time ${shown}: ${what} out of range`)
  const unfit = (rest: string, element: string) =>
    new Error(
      `parsing time ${shown} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`,
    )
  let rest = text
  for (let left = layout; left !== '';) {
    const name = Object.keys(ELEMENTS).find((element) => left.startsWith(element))
    const element = name ?? left.charAt(0)
    const reading = name === undefined ? skip(rest, element) : ELEMENTS[name]?.read(rest, fields)
    if (reading === undefined) throw unfit(rest, element)
    if (typeof reading === 'string') throw outOfRange(reading)
    rest = rest.slice(reading)
    left = left.slice(element.length)
  }
  if (rest !== '') throw new Error(`parsing time ${shown}: extra text: ${JSON.stringify(rest)}`)
  const { year, month, day, hour, minute, second, nanosecond } = fields
  const date = new Date(
    Date.UTC(2000, month - 1, day, hour, minute - (fields.zone ?? zone), second),
  )
  const inMonth = new Date(Date.UTC(year < 100 ? year + 400 : year, month, 0)).getUTCDate()
  if (day < 1 || day > inMonth) throw outOfRange('day')
  date.setUTCFullYear(date.getUTCFullYear() - 2000 + year)
  return BigInt(date.getTime()) * 1_000_000n + BigInt(nanosecond)
}

function skip(text: string, expected: string): number | undefined {
  return text.startsWith(expected) ? expected.length : undefined
}

function readFraction(text: string, fields: Fields): number {
  const [found = ''] = /^\.\d{1,9}/.exec(text) ?? []
  if (found !== '') fields.nanosecond = Number(found.slice(1).padEnd(9, '0'))
  return found.length
}

function readZone(text: string, fields: Fields): Reading {
  if (text.startsWith('Z')) {
    fields.zone = 0
    return 1
  }
  const [found, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(text) ?? []
  if (found === undefined) return undefined
  fields.zone = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return found.length
}
