import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'
import { table } from './table.ts'
import { parseTemplate, TemplateError } from './template.ts'

/** A field that rows of a listing have, for `{{.Name}}`. */
export interface Column<Row> {
  /** Its heading in a table; not given where Docker's has none. */
  header?: string
  /** A value, or a function of text for one that takes an argument: `{{.Label "x"}}`. */
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
  const chosen = chooseFormat(listing, format, quiet)
  const isTable = chosen.startsWith('table')
  const text = (isTable ? chosen.slice('table'.length) : chosen)
    .replace(/^ +| +$/g, '')
    .replaceAll(String.raw`\t`, '\t')
    .replaceAll(String.raw`\n`, '\n')
  try {
    const template = parseTemplate(text)
    const lines = rows.map((row) => `${template.execute(fieldsOf(listing, row))}\n`)
    if (!isTable) return await cli.out(lines.join(''))
    const headers = Object.entries(listing.columns).map(([name, { header }]) => [name, header])
    const heading = `${template.execute(Object.fromEntries(headers))}\n`
    await cli.out(table([heading, ...lines].map((line) => line.trimEnd().split('\t'))))
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CliError(`template parsing error: ${error.message}`)
  }
}

function chooseFormat<Row>(listing: Listing<Row>, format: string, quiet: boolean): string {
  if (format === '' || format === 'table') {
    return quiet ? (listing.quiet ?? '{{.ID}}') : `table ${listing.table}`
  }
  if (format !== 'raw' || listing.raw === undefined) return format
  return quiet ? (listing.rawQuiet ?? listing.raw) : listing.raw
}

function fieldsOf<Row>({ columns }: Listing<Row>, row: Row) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { value }]) => [name, value(row)] as const),
  )
}
