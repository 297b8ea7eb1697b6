/** Go's `text/template` with the functions of Docker's client, for `--format`. */

import { fromData } from './go/value.ts'
import { TemplateError } from './template/error.ts'
import { execute } from './template/exec.ts'
import { FUNCTION_NAMES, functionsFor } from './template/functions.ts'
import { parse } from './template/parse.ts'

export { TemplateError } from './template/error.ts'

interface ExecuteOptions {
  /** In headings of tables, functions leave the columns' names as they are. */
  use?: 'rows' | 'header'
  /** Whether a key that a map has not is an error; otherwise it is `<no value>`. */
  strict?: boolean
}

/** A template that was read. */
export interface Template {
  /**
   * @param data Go values, or plain data, which {@link fromData} makes into such
   * @throws TemplateError with the output so far as `partial`
   */
  execute(data: unknown, options?: ExecuteOptions): string
}

/** Reads a template. @throws TemplateError */
export function parseTemplate(text: string): Template {
  const definitions = parse(text, FUNCTION_NAMES)
  return {
    execute: (data, { use = 'rows', strict = false } = {}) =>
      execute({ text, definitions, functions: functionsFor(use), strict }, fromData(data)),
  }
}

/** What kept a template from being read or executed, as Docker's client says it. */
export function templateProblem({ message }: TemplateError): string {
  return `template parsing error: ${message}`
}
