import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { bool, filter, filtersJson, text } from '../../flags.ts'
import { writeList } from '../../format/list.ts'
import { imageListing, ImageSummary, imageRows } from './listing.ts'

/** `docker images` */
export const images = defineCommand({
  name: 'images',
  args: '[REPOSITORY[:TAG]]',
  arity: { min: 0, max: 1 },
  short: 'List images',
  flags: () => ({
    all: bool('Show all images (default hides intermediate images)', { short: 'a' }),
    digests: bool('Show digests'),
    filter: filter('Filter output based on conditions provided'),
    format: text('Pretty-print images using a Go template'),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
  }),
  async run(cli, flags, [reference]) {
    const given = flags.filter.value
    const references = given['reference'] ?? []
    const filters = filtersJson(
      reference === undefined ? given : { ...given, reference: [...references, reference] },
    )
    const found = await cli.api.json(v.nullable(v.array(ImageSummary)), 'GET', '/images/json', {
      query: { ...(filters && { filters }), ...(flags.all.value && { all: '1' }) },
    })
    const digests = flags.digests.value
    const isTable = flags.format.value.startsWith('table ')
    const format =
      digests && isTable && !flags.format.value.includes('{{.Digest}}')
        ? String.raw`${flags.format.value}\t{{.Digest}}`
        : flags.format.value
    const rows = (found ?? []).flatMap((image) =>
      imageRows(image, {
        withDigests: digests || format.includes('{{.Digest}}'),
        rowPerDigest: digests,
        truncate: !flags['no-trunc'].value,
      }),
    )
    await writeList(cli, imageListing(digests), rows, { format, quiet: flags.quiet.value })
    return 0
  },
})
