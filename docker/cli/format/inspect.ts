/** Objects as `docker inspect` and its kin write them. */

import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'
import { decode, decodeAny, DecodeError } from './go/decode.ts'
import { indentJson } from './go/indent.ts'
import type { GoType } from './go/type.ts'
import type { GoValue } from './go/value.ts'
import { parseTemplate, TemplateError, templateProblem, type Template } from './template.ts'

/** Exit code for a template that cannot be read. */
const EXIT_TEMPLATE = 64

/** What a name stands for: JSON as the engine sent it, and the Go type that it is of, where that is known. */
export interface Inspected {
  json: string
  type?: GoType
}

/**
 * Writes what several names stand for, as JSON or by a template, and then tells what kept others from it.
 * @param get finds one
 * @returns the exit code
 * @throws CliError with what went wrong with any of them
 */
export async function writeInspect(
  cli: Cli,
  references: readonly string[],
  get: (reference: string) => Promise<string | Inspected>,
  format: string,
): Promise<number> {
  const template = format === '' ? undefined : readTemplate(format)
  const written: string[] = []
  const problems: string[] = []
  for (const reference of references) {
    try {
      const found = await get(reference)
      const inspected = typeof found === 'string' ? { json: found } : found
      written.push(template ? `${byTemplate(template, inspected)}\n` : inspected.json.trim())
    } catch (error) {
      if (error instanceof TemplateError) problems.push(templateProblem(error))
      else if (error instanceof DecodeError) {
        problems.push(`unable to read inspect data: ${error.message}`)
      } else if (error instanceof ApiError || error instanceof CliError)
        problems.push(error.message)
      else throw error
    }
  }
  if (!template) await cli.out(`${indentJson(`[${written.join(',')}]`, '    ')}\n`)
  else await cli.out(written.length === 0 ? '\n' : written.join(''))
  if (problems.length > 0) throw new CliError(problems.join('\n'))
  return 0
}

/** @throws CliError with Docker's exit code for a template that cannot be read */
function readTemplate(format: string): Template {
  try {
    return parseTemplate(format)
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(templateProblem(error), EXIT_TEMPLATE)
    throw error
  }
}

/** As the type says, and where that does not fit, as plain JSON, in which nothing may be missing. */
function byTemplate(template: Template, { json, type }: Inspected): string {
  const typed = type && typedValue(type, json)
  if (typed) {
    try {
      return template.execute(typed)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
    }
  }
  return template.execute(decodeAny(json), { strict: true })
}

function typedValue(type: GoType, json: string): GoValue | undefined {
  try {
    return decode(type, json)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
