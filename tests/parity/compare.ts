import { shownStep, stepOf, type CommandList } from './list.ts'
import { commonTexts, createMask } from './mask.ts'
import type { Result } from './run.node.ts'
import { commonForm } from './varying.ts'

/** A command that the two clients were given, and what both made of it, as one text each. */
export interface Comparison {
  step: string
  reference: string
  ours: string
}

/**
 * Puts the results of two clients side by side, with what is random or a time masked.
 * @param normalise what else is made alike before
 */
export function compare(
  list: CommandList,
  reference: readonly Result[],
  ours: readonly Result[],
  normalise: (result: Result) => Result = (result) => result,
): Comparison[] {
  const results = [reference.map(normalise), ours.map(normalise)]
  const common = commonTexts(results.map((run) => run.map(shown).join('\n')))
  const [first = [], second = []] = results.map((run) => {
    const mask = createMask(common)
    return run.map((result, index) => mask(shown(inCommonForm(list, index, result))))
  })
  return list.steps.map((step, index) => ({
    step: shownStep(step),
    reference: first[index] ?? '',
    ours: second[index] ?? '',
  }))
}

/** What the step itself says is different by nature. */
function inCommonForm(list: CommandList, index: number, result: Result): Result {
  const step = list.steps[index]
  const varies = step === undefined ? [] : (stepOf(step).varies ?? [])
  return varies.length === 0 ? result : { ...result, stdout: commonForm(result.stdout, varies) }
}

/** Output and exit code as one text in which each stands out. */
function shown({ stdout, stderr, code }: Result): string {
  const part = (title: string, text: string) =>
    text === '' ? '' : `${title}:\n${text}${text.endsWith('\n') ? '' : '<no line end>\n'}`
  return `${part('stdout', stdout)}${part('stderr', stderr)}exit code: ${code}\n`
}

/** One side of a comparison, a text for each command. */
export function transcript(
  comparisons: readonly Comparison[],
  side: 'reference' | 'ours',
): string[] {
  return comparisons.map((comparison) => `$ ${comparison.step}\n${comparison[side]}`)
}
