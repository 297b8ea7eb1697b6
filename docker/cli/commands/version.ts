import * as v from 'valibot'
import { defineCommand } from '../command.ts'
import { API_VERSION, CLI_VERSION } from '../version.ts'

const server = v.object({
  Components: v.array(
    v.object({
      Name: v.string(),
      Version: v.string(),
      Details: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ),
})

/** Width of the column of names. */
const NAMES = 20

/** `docker version` */
export const version = defineCommand({
  name: 'version',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Show the Docker version information',
  flags: () => ({}),
  async run(cli) {
    await cli.out(
      section('Client:', ' ', [
        ['Version', CLI_VERSION],
        ['API version', API_VERSION],
      ]),
    )
    const { Components } = await cli.api.json(server, 'GET', '/version')
    await cli.out('\nServer:\n')
    for (const { Name, Version, Details } of Components) {
      const isEngine = Name === 'Engine'
      const api = `${Details['ApiVersion']} (minimum version ${Details['MinAPIVersion']})`
      await cli.out(
        section(` ${Name}:`, '  ', [
          ['Version', Version],
          ['API version', isEngine ? api : undefined],
          ['Git commit', Details['GitCommit']],
          ['OS/Arch', isEngine ? `${Details['Os']}/${Details['Arch']}` : undefined],
        ]),
      )
    }
    return 0
  },
})

/** A heading and its lines; what is not known is left out. */
function section(
  heading: string,
  indent: string,
  lines: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const known = lines.filter(([, value]) => value !== undefined && value !== '')
  return [heading, ...known.map(([name, value]) => `${indent}${name}:`.padEnd(NAMES) + value)]
    .map((line) => `${line}\n`)
    .join('')
}
