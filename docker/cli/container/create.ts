import * as v from 'valibot'
import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { bool, text } from '../flags.ts'
import { CliError } from '../io.ts'
import { printProgress } from '../progress.ts'
import type { Reference } from '../../registry/reference.ts'
import { familiarString, pullQuery, readReference } from '../reference.ts'
import { CidFile } from './cid-file.ts'
import type { CreateBody } from './config.ts'
import { messageOf } from './failure.ts'
import { isLoopback } from './ip.ts'
import { parsePlatform } from './platform.ts'

/** Flags of how a container is made, besides what it is like. @param doing what the image is pulled before */
export const createFlags = (doing: 'running' | 'creating') => ({
  name: text('Assign a name to the container'),
  pull: text(`Pull image before ${doing} ("always"|"missing"|"never")`, {}, 'missing'),
  platform: text('Set platform if server is multi-platform capable'),
  'disable-content-trust': bool('Skip image verification', {}, true),
})

type CreateFlags = ReturnType<typeof createFlags>

const created = v.object({ Id: v.string(), Warnings: v.nullish(v.array(v.string())) })

/**
 * Makes a container, pulling its image where it is missing.
 * @returns its id
 * @throws CliError, ApiError, FileError, Interrupted
 */
export async function createContainer(
  cli: Cli,
  body: CreateBody,
  flags: CreateFlags,
): Promise<string> {
  await warnOf(cli, body)
  const file = await CidFile.open(cli, String(body.hostConfig['ContainerIDFile'] ?? ''))
  try {
    const { Id, Warnings } = await create(cli, body, flags)
    for (const warning of Warnings ?? []) await cli.err(`WARNING: ${warning}\n`)
    await file.write(Id)
    return Id
  } finally {
    await file.close()
  }
}

async function create(cli: Cli, { config, hostConfig, networks }: CreateBody, flags: CreateFlags) {
  const reference = readImage(config.Image)
  if (!flags['disable-content-trust'].value) {
    throw new CliError('content trust is not supported by this client')
  }
  const { env } = cli.io
  const chosen = flags.platform.changed
    ? flags.platform.value
    : (env?.['DOCKER_DEFAULT_PLATFORM'] ?? '')
  const platform = readPlatform(chosen)
  const send = () =>
    cli.api.json(created, 'POST', '/containers/create', {
      query: {
        ...(platform === '' ? {} : { platform }),
        ...(flags.name.value === '' ? {} : { name: flags.name.value }),
      },
      body: {
        ...config,
        HostConfig: hostConfig,
        NetworkingConfig: { EndpointsConfig: networks },
      },
    })
  if (flags.pull.value === 'always') await pull(cli, readReference(config.Image), chosen)
  try {
    return await send()
  } catch (error) {
    const isMissing = error instanceof ApiError && error.status === 404
    if (!isMissing || !reference || flags.pull.value !== 'missing') throw error
  }
  await cli.err(`Unable to find image '${familiarString(reference)}' locally\n`)
  await pull(cli, reference, chosen)
  return await send()
}

/** The image's name; undefined for an id in full, which cannot be pulled. @throws CliError */
function readImage(image: string): Reference | undefined {
  return /^[a-f0-9]{64}$/.test(image) ? undefined : readReference(image)
}

function readPlatform(text: string): string {
  try {
    return text === '' ? '' : parsePlatform(text)
  } catch (error) {
    throw new CliError(`error parsing specified platform: ${messageOf(error)}`)
  }
}

/** Pulls an image; how it goes is told on standard error. @throws ApiError, CliError */
async function pull(cli: Cli, reference: Reference, platform: string) {
  const response = await cli.api.send('POST', '/images/create', {
    query: {
      ...pullQuery(reference),
      ...(platform === '' ? {} : { platform: platform.toLowerCase() }),
    },
  })
  await printProgress(cli.api, response, (line) => cli.err(line))
}

async function warnOf(cli: Cli, { hostConfig }: CreateBody) {
  if (hostConfig['OomKillDisable'] === true && hostConfig['Memory'] === 0) {
    await cli.err(
      "WARNING: Disabling the OOM killer on containers without setting a '-m/--memory' limit may be dangerous.\n",
    )
  }
  const servers = hostConfig['Dns']
  const own = Array.isArray(servers) ? servers.map(String).find(isLoopback) : undefined
  if (own !== undefined) {
    await cli.err(`WARNING: Localhost DNS setting (--dns=${own}) may fail in containers.\n`)
  }
}
