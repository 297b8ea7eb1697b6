/** Where a quiz is: at a claim, with or without its answer, or at the end, with all of them. */
export type QuizPlace = { at: 'claim'; number: number; answered: boolean } | { at: 'end' }

/** Names of a quiz's steps: two for each claim, and the end. */
export function quizSteps(claims: number): readonly [string, ...string[]] {
  const steps = Array.from({ length: claims }, (_, i) => [`claim ${i + 1}`, `answer ${i + 1}`])
  const [first = 'end', ...rest] = [...steps.flat(), 'end']
  return [first, ...rest]
}

/**
 * Which claim a step is about.
 *
 * @param index the step's position, from 0
 * @param claims how many claims there are
 */
export function quizPlace(index: number, claims: number): QuizPlace {
  const number = Math.floor(index / 2)
  return number >= claims ? { at: 'end' } : { at: 'claim', number, answered: index % 2 === 1 }
}
