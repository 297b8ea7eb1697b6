import * as v from 'valibot'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { jsonLines } from '../../container/json-lines.ts'
import { orInterrupted } from '../../container/signals.ts'
import { statsListing } from '../../container/stats-listing.ts'
import { StatsWatch } from '../../container/stats.ts'
import { bool, text } from '../../flags.ts'
import { writeList } from '../../format/list.ts'
import { CliError } from '../../io.ts'

const listed = v.array(v.object({ Id: v.string() }))
const event = v.object({ Action: v.string(), Actor: v.object({ ID: v.string() }) })

/** Milliseconds between two screens. */
const INTERVAL = 500

const CLEAR_SCREEN = '\x1b[2J\x1b[H'

/** `docker stats` */
export const stats = defineCommand({
  name: 'stats',
  args: '[CONTAINER...]',
  arity: { min: 0, max: Infinity },
  short: 'Display a live stream of container(s) resource usage statistics',
  flags: () => ({
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    format: text('Pretty-print images using a Go template'),
    'no-stream': bool('Disable streaming stats and only pull the first result'),
    'no-trunc': bool('Do not truncate output'),
  }),
  async run(cli, flags, names) {
    const isStream = !flags['no-stream'].value
    const watch = new StatsWatch(cli, isStream)
    let events: AbortController | undefined
    try {
      if (names.length > 0) await watchNamed(cli, watch, names)
      else events = await watchAll(cli, watch, { all: flags.all.value, isStream })
      const listing = statsListing(!flags['no-trunc'].value)
      for (;;) {
        if (isStream) await cli.out(CLEAR_SCREEN)
        await writeList(cli, listing, watch.entries(), { format: flags.format.value })
        if (!isStream) return 0
        await orInterrupted(cli, new Promise((resolve) => setTimeout(resolve, INTERVAL)))
      }
    } finally {
      events?.abort()
      watch.close()
    }
  },
})

async function watchNamed(cli: Cli, watch: StatsWatch, names: readonly string[]) {
  for (const name of names) watch.add(name)
  await orInterrupted(cli, watch.ready())
  const problems = watch.problems()
  if (problems.length > 0) throw new CliError(problems.join('\n'))
}

interface AllOptions {
  /** Whether those that do not run are shown too. */
  all: boolean
  isStream: boolean
}

/** Watches every container, and those that come. @returns what ends the latter */
async function watchAll(cli: Cli, watch: StatsWatch, { all, isStream }: AllOptions) {
  const stop = new AbortController()
  if (isStream) void followEvents(cli, watch, all, stop.signal).catch(() => undefined)
  const found = await cli.api.json(listed, 'GET', '/containers/json', {
    query: all ? { all: '1' } : {},
  })
  for (const { Id } of found) watch.add(Id.slice(0, 12))
  await orInterrupted(cli, watch.ready())
  return stop
}

async function followEvents(cli: Cli, watch: StatsWatch, all: boolean, signal: AbortSignal) {
  const filters = JSON.stringify({ type: { container: true } })
  const response = await cli.api.send('GET', '/events', { query: { filters } })
  for await (const { Action, Actor } of jsonLines(event, response, signal)) {
    const id = Actor.ID.slice(0, 12)
    if (Action === 'start' || (Action === 'create' && all)) watch.add(id)
    else if (Action === 'die' && !all) watch.remove(id)
  }
}
