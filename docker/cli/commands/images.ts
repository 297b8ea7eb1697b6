import * as v from 'valibot'
import { shortId } from '../../engine/ids.ts'
import { humanDuration } from '../../engine/units.ts'
import { defineCommand } from '../command.ts'
import { bool } from '../flags.ts'
import { humanSize } from '../format/size.ts'
import { table } from '../format/table.ts'

const summaries = v.array(
  v.object({
    Id: v.string(),
    RepoTags: v.nullish(v.array(v.string())),
    RepoDigests: v.nullish(v.array(v.string())),
    Created: v.number(),
    Size: v.number(),
  }),
)

type Summary = v.InferOutput<typeof summaries>[number]

const NONE = '<none>'

/** `docker images` */
export const images = defineCommand({
  name: 'images',
  args: '[REPOSITORY[:TAG]]',
  arity: { min: 0, max: 1 },
  short: 'List images',
  flags: () => ({
    digests: bool('Show digests'),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
  }),
  async run(cli, { digests, 'no-trunc': noTrunc, quiet }, [reference]) {
    const query =
      reference === undefined ? {} : { filters: JSON.stringify({ reference: [reference] }) }
    const found = await cli.api.json(summaries, 'GET', '/images/json', { query })
    const rows = found.flatMap((image) => {
      const id = noTrunc.value ? image.Id : shortId(image.Id)
      const created = `${humanDuration(Date.now() - image.Created * 1000)} ago`
      return namesOf(image).map(({ repository, tag, digest }) => ({
        id,
        cells: [
          repository,
          tag,
          ...(digests.value ? [digest] : []),
          id,
          created,
          humanSize(image.Size),
        ],
      }))
    })
    if (quiet.value) {
      await cli.out(rows.map(({ id }) => `${id}\n`).join(''))
      return 0
    }
    const header = ['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE']
    if (digests.value) header.splice(2, 0, 'DIGEST')
    await cli.out(table([header, ...rows.map(({ cells }) => cells)]))
    return 0
  },
})

/** A line for each tag, and for each repository that has the image by digest only. */
function namesOf({ RepoTags, RepoDigests }: Summary) {
  const tags = (RepoTags ?? []).map((name) => {
    const colon = name.lastIndexOf(':')
    return { repository: name.slice(0, colon), tag: name.slice(colon + 1) }
  })
  const digests = (RepoDigests ?? []).map((name) => {
    const [repository = NONE, digest = NONE] = name.split('@')
    return { repository, digest }
  })
  const digestOf = (name: string) =>
    digests.find(({ repository }) => repository === name)?.digest ?? NONE
  const untagged = digests.filter(
    ({ repository }) => !tags.some((tag) => tag.repository === repository),
  )
  const names = [
    ...tags.map((tag) => ({ ...tag, digest: digestOf(tag.repository) })),
    ...untagged.map((name) => ({ ...name, tag: NONE })),
  ]
  return names.length > 0 ? names : [{ repository: NONE, tag: NONE, digest: NONE }]
}
