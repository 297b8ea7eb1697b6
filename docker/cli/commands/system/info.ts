import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import { defineCommand, type Cli } from '../../command.ts'
import { text } from '../../flags.ts'
import { decode } from '../../format/go/decode.ts'
import { parseTemplate, templateProblem, TemplateError } from '../../format/template.ts'
import { WHOLE_INFO } from '../../format/types/system.ts'
import { CliError } from '../../io.ts'
import { Info, infoText } from './info-text.ts'

/** Exit code for a template that cannot be read. */
const EXIT_TEMPLATE = 64

/** `docker info` */
export const info = defineCommand({
  name: 'info',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Display system-wide information',
  flags: () => ({ format: text('Format the output using the given Go template', { short: 'f' }) }),
  async run(cli, { format }) {
    const { json, problems } = await ask(cli)
    if (format.value === '') return await print(cli, json, problems)
    return await printFormatted(cli, format.value, { json, problems })
  },
})

interface Answer {
  /** What the engine said; nothing where it did not answer. */
  json: string | undefined
  problems: readonly string[]
}

async function ask(cli: Cli): Promise<Answer> {
  try {
    return { json: await cli.api.text('GET', '/info'), problems: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { json: undefined, problems: [error.message] }
  }
}

async function print(cli: Cli, json: string | undefined, problems: readonly string[]) {
  await cli.out('Client:\n Context:    default\n Debug Mode: false\n\nServer:\n')
  if (json !== undefined) {
    const found = v.parse(v.pipe(v.string(), v.parseJson(), Info), json)
    const { text, warnings } = infoText(found)
    await cli.out(`${text}\n`)
    await cli.err(warnings.map((warning) => `${warning}\n`).join(''))
  }
  for (const problem of problems) await cli.out(`ERROR: ${problem}\n`)
  if (problems.length > 0) throw new CliError('errors pretty printing info')
  return 0
}

async function printFormatted(cli: Cli, format: string, { json, problems }: Answer) {
  const template = readTemplate(format)
  const server = v.parse(v.pipe(v.string(), v.parseJson(), v.looseObject({})), json ?? '{}')
  const client = { Debug: false, Context: 'default', Plugins: [], Warnings: null }
  const whole = {
    ...server,
    ...(problems.length > 0 && { ServerErrors: problems }),
    ClientInfo: client,
  }
  try {
    await cli.out(`${template.execute(decode(WHOLE_INFO, JSON.stringify(whole)))}\n`)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    await cli.out(`${error.partial}\n`)
    throw new CliError(error.message)
  }
  return 0
}

function readTemplate(format: string) {
  try {
    return parseTemplate(format)
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(templateProblem(error), EXIT_TEMPLATE)
    throw error
  }
}
