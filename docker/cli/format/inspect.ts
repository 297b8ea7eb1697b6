import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'
import { parseTemplate, TemplateError } from './template.ts'

/** Exit code for a template that cannot be read. */
const EXIT_TEMPLATE = 64

/**
 * Writes what several names stand for, as JSON or by a template, and then what kept others from being found.
 * @param get finds one: its JSON, as the engine sent it
 * @returns the exit code
 * @throws CliError with what went wrong with any of them
 */
export async function writeInspect(
  cli: Cli,
  references: readonly string[],
  get: (reference: string) => Promise<string>,
  format: string,
): Promise<number> {
  const template = format === '' ? undefined : readTemplate(format)
  const found: unknown[] = []
  const problems: string[] = []
  for (const reference of references) {
    try {
      const text = await get(reference)
      found.push(template ? template.execute(JSON.parse(text)) : JSON.parse(text))
    } catch (error) {
      if (error instanceof TemplateError) problems.push(`template parsing error: ${error.message}`)
      else if (error instanceof ApiError || error instanceof CliError) problems.push(error.message)
      else throw error
    }
  }
  if (!template) await cli.out(`${JSON.stringify(found, null, 4)}\n`)
  else await cli.out(found.length === 0 ? '\n' : found.map((text) => `${text}\n`).join(''))
  if (problems.length > 0) throw new CliError(problems.join('\n'))
  return 0
}

function readTemplate(format: string) {
  try {
    return parseTemplate(format)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CliError(`template parsing error: ${error.message}`, EXIT_TEMPLATE)
  }
}
