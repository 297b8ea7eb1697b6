/** Listings as Docker's `formatter` package writes them: tables, and rows by a template. */

import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'
import { sortedEntries } from './go/print.ts'
import { mapOf, STRING, type GoType } from './go/type.ts'
import { fromData, goString, type GoFunc, type GoObject, type GoValue } from './go/value.ts'
import { tabulate } from './table.ts'
import { parseTemplate, TemplateError, templateProblem } from './template.ts'

/** A field that rows of a listing have, for `{{.Name}}`. */
export interface Column<Row> {
  /** Its heading in a table; not given where Docker's has none. */
  header?: string
  /** A value, or a function of a text for a field that takes an argument: `{{.Label "x"}}`. */
  value: (row: Row) => unknown
}

/** What a command can list, and how. */
export interface Listing<Row> {
  /** The Go type of a row, which messages name: `*formatter.ContainerContext`. */
  type: string
  columns: Readonly<Record<string, Column<Row>>>
  /** The fields of `--format table`, without the word `table`: `{{.ID}}\t{{.Names}}`. */
  table: string
  /** What `-q` shows of a table; `{{.ID}}` where not given. */
  quiet?: string
  /** `--format raw`. */
  raw?: string
  /** `--format raw` with `-q`. */
  rawQuiet?: string
}

interface ListOptions {
  /** `table`, `raw` or a template; a table where it is empty. */
  format: string
  quiet?: boolean
}

/** Writes rows as a table or by a template. @throws CliError where the template is none */
export async function writeList<Row>(
  cli: Cli,
  listing: Listing<Row>,
  rows: readonly Row[],
  { format, quiet = false }: ListOptions,
): Promise<void> {
  await cli.out(formatList(listing, rows, chooseFormat(listing, format, quiet)))
}

/**
 * Rows as text.
 * @param format a template, or `table` and one
 * @throws CliError where the template is none, or does not fit a row
 */
export function formatList<Row>(
  listing: Listing<Row>,
  rows: readonly Row[],
  format: string,
): string {
  const isTable = format.startsWith('table')
  const text = (isTable ? format.slice('table'.length) : format)
    .replace(/^ +| +$/g, '')
    .replace(/\\([tn])/g, (_escape, letter) => (letter === 't' ? '\t' : '\n'))
  try {
    const template = parseTemplate(text)
    const lines = rows.map((row) => `${template.execute(rowValue(listing, row))}\n`).join('')
    return isTable ? tabulate(`${heading(listing, template)}\n${lines}`) : lines
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(templateProblem(error))
    throw error
  }
}

/** The template that `--format` and `-q` stand for. */
export function chooseFormat<Row>(listing: Listing<Row>, format: string, quiet: boolean): string {
  if (format === '' || format === 'table') {
    return quiet ? (listing.quiet ?? '{{.ID}}') : `table ${listing.table}`
  }
  if (format !== 'raw' || listing.raw === undefined) return format
  return quiet ? (listing.rawQuiet ?? listing.raw) : listing.raw
}

/** Whatever of the heading could be written is, as in Docker's. */
function heading<Row>(
  { columns }: Listing<Row>,
  template: ReturnType<typeof parseTemplate>,
): string {
  const headers = Object.entries(columns).flatMap(([name, { header }]) =>
    header === undefined ? [] : [[name, goString(header)] as const],
  )
  try {
    return template.execute(headerValue(new Map(headers)), { use: 'header' })
  } catch (error) {
    if (error instanceof TemplateError) return error.partial
    throw error
  }
}

/** `{{.Label "com.example.some-thing"}}` is headed `some thing`. */
const LABEL: GoFunc = {
  params: [STRING],
  call: ([name]) => {
    const text = name?.kind === 'string' ? name.value : ''
    return goString(text.slice(text.lastIndexOf('.') + 1).replace(/[-_]/g, ' '))
  },
}

function headerValue(headers: ReadonlyMap<string, GoValue>): GoValue {
  const type = { ...mapOf(STRING), name: 'formatter.SubHeaderContext', named: true }
  return { kind: 'map', type, value: headers, methods: { Label: LABEL } }
}

/** A row as a template sees it: its columns are methods. */
export function rowValue<Row>(listing: Listing<Row>, row: Row): GoValue {
  const type: GoType = { kind: 'pointer', name: listing.type, named: false }
  const { columns } = listing
  const object: GoObject = {
    method: (name) =>
      Object.hasOwn(columns, name) ? methodOf(columns[name]?.value(row)) : undefined,
    json: () => jsonOf(columns, row),
  }
  return { kind: 'pointer', type, value: object }
}

function methodOf(value: unknown): GoFunc {
  if (typeof value !== 'function') return { params: [], call: () => fromData(value) }
  return {
    params: [STRING],
    call: ([argument]) => {
      const result: unknown = value(argument?.kind === 'string' ? argument.value : '')
      return fromData(result)
    },
  }
}

/** All columns that take no argument, sorted by name. */
function jsonOf<Row>(columns: Listing<Row>['columns'], row: Row): GoValue {
  const values = Object.entries(columns)
    .map(([name, { value }]) => [name, value(row)] as const)
    .filter(([, value]) => typeof value !== 'function')
    .map(([name, value]) => [name, fromData(value)] as const)
  return { kind: 'map', type: mapOf(STRING), value: new Map(sortedEntries(new Map(values))) }
}
