import { familiarName, InvalidReference, parseReference } from '../../../registry/reference.ts'
import { defineCommand } from '../../command.ts'
import { quote } from '../../format/text.ts'
import { CliError } from '../../io.ts'
import { objectPath } from '../../objects.ts'

/** `docker tag` */
export const tag = defineCommand({
  name: 'tag',
  args: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  arity: { min: 2, max: 2 },
  short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  stopsAtArgument: true,
  flags: () => ({}),
  async run(cli, _flags, [source = '', target = '']) {
    if (!isId(source)) check(source)
    const reference = check(target)
    if (reference.digest !== undefined) {
      throw new CliError('refusing to create a tag with a digest reference')
    }
    await cli.api.send('POST', objectPath('image', source, '/tag'), {
      query: { repo: familiarName(reference), tag: reference.tag ?? 'latest' },
    })
    return 0
  },
})

/** Whether a text is an image's whole ID, with or without the algorithm's name. */
function isId(text: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(text)
}

function check(text: string) {
  try {
    return parseReference(text)
  } catch (error) {
    if (!(error instanceof InvalidReference)) throw error
    const problem = `${quote(text)} is not a valid repository/tag`
    throw new CliError(`Error parsing reference: ${problem}: ${error.message}`)
  }
}
