import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import { defineCommand, type Cli } from '../../command.ts'
import { text } from '../../flags.ts'
import { decode } from '../../format/go/decode.ts'
import { tabulate } from '../../format/table.ts'
import { parseTemplate, TemplateError } from '../../format/template.ts'
import { VERSION_INFO } from '../../format/types/system.ts'
import { CliError } from '../../io.ts'
import { API_VERSION, CLI_VERSION } from '../../version.ts'
import { versionText, type ClientVersion, type ServerVersion } from './version-text.ts'

/** Exit code for a template that cannot be read. */
const EXIT_TEMPLATE = 64

const Server = v.looseObject({
  Platform: v.optional(v.object({ Name: v.string() }), { Name: '' }),
  Components: v.nullish(
    v.array(
      v.object({
        Name: v.string(),
        Version: v.string(),
        Details: v.nullish(v.record(v.string(), v.string())),
      }),
    ),
  ),
  Version: v.optional(v.string(), ''),
  ApiVersion: v.optional(v.string(), ''),
  MinAPIVersion: v.optional(v.string(), ''),
  GitCommit: v.optional(v.string(), ''),
  GoVersion: v.optional(v.string(), ''),
  Os: v.optional(v.string(), ''),
  Arch: v.optional(v.string(), ''),
  BuildTime: v.optional(v.string(), ''),
  Experimental: v.optional(v.boolean(), false),
})

/** `docker version` */
export const version = defineCommand({
  name: 'version',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Show the Docker version information',
  flags: () => ({
    format: text('Format the output using the given Go template', { short: 'f' }),
    kubeconfig: text('Kubernetes config file'),
  }),
  async run(cli, { format }) {
    const template = format.value === '' ? undefined : readTemplate(format.value)
    const { apiVersion } = await cli.api.server()
    const client: ClientVersion = {
      Platform: { Name: '' },
      Version: CLI_VERSION,
      ApiVersion: apiVersion,
      DefaultAPIVersion: API_VERSION,
      // This client is not compiled: it has neither a commit nor a Go.
      GitCommit: '',
      GoVersion: '',
      Os: 'js',
      Arch: 'any',
      BuildTime: '',
      Context: 'default',
      Experimental: true,
    }
    const { server, problem } = await askServer(cli)
    if (template) {
      const value = decode(VERSION_INFO, JSON.stringify({ Client: client, Server: server ?? null }))
      try {
        await write(cli, template.execute(value))
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error
        await write(cli, error.partial)
        throw problem ?? new CliError(named(error.message))
      }
    } else {
      await write(cli, versionText(client, server))
    }
    if (problem) throw problem
    return 0
  },
})

async function write(cli: Cli, text: string) {
  await cli.out(tabulate(`${text}\n`, { minWidth: 20, padding: 1 }))
}

interface Answer {
  server?: ServerVersion
  problem?: ApiError
}

async function askServer(cli: Cli): Promise<Answer> {
  try {
    const answer = await cli.api.json(Server, 'GET', '/version')
    const { Components, ...rest } = answer
    const components = (Components ?? []).map(({ Details, ...component }) => ({
      ...component,
      Details: Details ?? {},
    }))
    if (components.some(({ Name }) => Name === 'Engine')) {
      return { server: { ...rest, Components: components } }
    }
    // Engines from before there were components.
    const Details = {
      ApiVersion: rest.ApiVersion,
      MinAPIVersion: rest.MinAPIVersion,
      GitCommit: rest.GitCommit,
      GoVersion: rest.GoVersion,
      Os: rest.Os,
      Arch: rest.Arch,
      BuildTime: rest.BuildTime,
      Experimental: String(rest.Experimental),
    }
    const engine = { Name: 'Engine', Version: rest.Version, Details }
    return { server: { ...rest, Components: [...components, engine] } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { problem: error }
  }
}

function readTemplate(format: string) {
  try {
    return parseTemplate(format)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CliError(`template parsing error: ${named(error.message)}`, EXIT_TEMPLATE)
  }
}

/** The client calls this template `version`; those of other commands have no name. */
function named(message: string): string {
  return message
    .replace(/^template: :/, 'template: version:')
    .replace('executing ""', 'executing "version"')
}
