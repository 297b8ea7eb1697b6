import { defineCommand, type Cli } from '../../command.ts'
import { filter, filtersJson, text } from '../../flags.ts'
import { decode } from '../../format/go/decode.ts'
import { sortedEntries } from '../../format/go/print.ts'
import { pointerTo } from '../../format/go/type.ts'
import { zeroOf, type GoValue } from '../../format/go/value.ts'
import { parseTemplate, TemplateError, type Template } from '../../format/template.ts'
import { rfc3339NanoFixed } from '../../format/time.ts'
import { EVENT } from '../../format/types/system.ts'
import { CliError } from '../../io.ts'
import { timestamp } from '../../timestamp.ts'

/** Exit code for a template that cannot be read. */
const EXIT_TEMPLATE = 64

/** `docker events` */
export const events = defineCommand({
  name: 'events',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Get real time events from the server',
  flags: () => ({
    filter: filter('Filter output based on conditions provided'),
    format: text('Format the output using the given Go template'),
    since: text('Show all events created since timestamp'),
    until: text('Stream events until this timestamp'),
  }),
  async run(cli, { filter, format, since, until }) {
    const template = format.value === '' ? undefined : readTemplate(format.value)
    const filters = filtersJson(filter.value)
    const response = await cli.api.send('GET', '/events', {
      query: {
        ...time('since', since.value),
        ...time('until', until.value),
        ...(filters && { filters }),
      },
    })
    for await (const line of lines(cli, response)) {
      const event = decode(EVENT, line)
      await cli.out(template ? byTemplate(template, event) : eventText(event))
    }
    return 0
  },
})

function time(name: string, text: string): Record<string, string> {
  if (text === '') return {}
  try {
    return { [name]: timestamp(text, new Date()) }
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error))
  }
}

/** A template that fits an event, even one that has nothing. */
function readTemplate(format: string): Template {
  try {
    const template = parseTemplate(format)
    template.execute({ kind: 'pointer', type: pointerTo(EVENT), value: zeroOf(EVENT) })
    return template
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CliError(`Error parsing format: ${error.message}`, EXIT_TEMPLATE)
  }
}

function byTemplate(template: Template, event: GoValue): string {
  try {
    return `${template.execute(event)}\n`
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(error.message)
    throw error
  }
}

async function* lines(cli: Cli, response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of cli.api.read(response)) {
    const complete = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = complete.pop() ?? ''
    yield* complete.filter((line) => line.trim() !== '')
  }
}

/** `2006-01-02T15:04:05.000000000Z container start ID (image=base, name=web)` */
function eventText(event: GoValue): string {
  const field = (value: GoValue | undefined, name: string) =>
    value?.kind === 'struct' ? value.value.get(name) : undefined
  const text = (value: GoValue | undefined) => (value?.kind === 'string' ? value.value : '')
  const number = (value: GoValue | undefined) => (value?.kind === 'int' ? value.value : 0n)
  const actor = field(event, 'Actor')
  const nanoseconds =
    number(field(event, 'TimeNano')) || number(field(event, 'Time')) * 1_000_000_000n
  const attributes = field(actor, 'Attributes')
  const shown = sortedEntries(attributes?.kind === 'map' ? attributes.value : null)
    .map(([name, value]) => `${name}=${text(value)}`)
    .join(', ')
  const words = [
    ...(nanoseconds === 0n ? [] : [rfc3339NanoFixed(nanoseconds)]),
    text(field(event, 'Type')),
    text(field(event, 'Action')),
    text(field(actor, 'ID')),
    ...(shown === '' ? [] : [`(${shown})`]),
  ]
  return `${words.join(' ')}\n`
}
