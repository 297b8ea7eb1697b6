import { ADJECTIVES, SURNAMES } from '../../docker/engine/names.ts'

const HEX = /(?<![\da-f])(?:[\da-f]{64}|[\da-f]{12})(?![\da-f])/g
const RFC3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g
const GO_TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4} [A-Z]+/g
/** The ID that an engine gives itself. */
const ENGINE_ID = /\b(?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}\b/g
/** Seconds and nanoseconds since 1970. */
const EPOCH = /(?<![\d.])1[5-9]\d{8}(?:\d{9}|\.\d{9})?(?![\d.])/g
const AGE = /(?:Less than a second|1 second|\d+ seconds|About a minute|\d+ minutes)/.source
const AGES = new RegExp(`Up ${AGE}|${AGE} ago`, 'g')
const NAMES = new RegExp(`\\b(?:${ADJECTIVES.join('|')})_(?:${SURNAMES.join('|')})\\d?\\b`, 'g')

/** The texts among `kinds` that several runs have in common: they are not random, and are compared as they are. */
export function commonTexts(runs: readonly string[]): ReadonlySet<string> {
  const sets = runs.map(
    (text) =>
      new Set([HEX, RFC3339, GO_TIME, EPOCH].flatMap((kind) => [...(text.match(kind) ?? [])])),
  )
  const [first = new Set<string>(), ...others] = sets
  return new Set([...first].filter((text) => others.every((set) => set.has(text))))
}

/**
 * Masks what is random or a time. Ids and names become numbers in the order in which they first come up, so that it
 * still shows which is the same as which; an id's short form has the id's number.
 * @param common what is left as it is
 */
export function createMask(common: ReadonlySet<string>): (text: string) => string {
  const numbers = new Map<string, number>()
  const number = (text: string) => {
    const known = numbers.get(text) ?? numbers.size + 1
    numbers.set(text, known)
    return known
  }
  const unless = (mask: (text: string) => string) => (text: string) =>
    common.has(text) ? text : mask(text)
  return (text) => {
    const masked = text
      .replace(
        HEX,
        unless((id) => `<${id.length === 64 ? 'id' : 'short id'} ${number(id.slice(0, 12))}>`),
      )
      .replace(ENGINE_ID, '<engine id>')
      .replace(NAMES, (name) => `<name ${number(name)}>`)
      .replace(
        RFC3339,
        unless(() => '<time>'),
      )
      .replace(
        GO_TIME,
        unless(() => '<time>'),
      )
      .replace(
        EPOCH,
        unless(() => '<epoch>'),
      )
    const aged = masked.replace(AGES, (age) => (age.startsWith('Up') ? 'Up <age>' : '<age> ago'))
    // A column is as wide as the longest age in it.
    return aged === masked ? masked : aged.replace(/ {2,}/g, '  ')
  }
}
