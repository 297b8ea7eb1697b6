import { bool, list, text } from './flags.ts'
import { quote } from './format/text.ts'
import { CliError, type DockerIo } from './io.ts'

const LOG_LEVELS = ['panic', 'fatal', 'error', 'warn', 'warning', 'info', 'debug', 'trace']

/** The flags that come before a command's name. */
export function globalFlags(env: DockerIo['env'] = {}) {
  const config = env['DOCKER_CONFIG'] ?? `${env['HOME'] ?? '/root'}/.docker`
  const certificates = env['DOCKER_CERT_PATH'] || config
  const file = (usage: string, name: string) => text(usage, {}, `${certificates}/${name}`)
  return {
    config: text('Location of client config files', {}, config),
    context: text(
      'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
      { short: 'c' },
    ),
    debug: bool('Enable debug mode', { short: 'D' }),
    host: list('Daemon socket(s) to connect to', { short: 'H' }),
    'log-level': text(
      'Set the logging level ("debug"|"info"|"warn"|"error"|"fatal")',
      { short: 'l' },
      'info',
    ),
    tls: bool('Use TLS; implied by --tlsverify'),
    tlscacert: file('Trust certs signed only by this CA', 'ca.pem'),
    tlscert: file('Path to TLS certificate file', 'cert.pem'),
    tlskey: file('Path to TLS key file', 'key.pem'),
    tlsverify: bool('Use TLS and verify the remote'),
    version: bool('Print version information and quit', { short: 'v' }),
  }
}

export type GlobalFlags = ReturnType<typeof globalFlags>

/** The io of a command: with another engine, where flags or the environment name one. @throws CliError */
export function connect(io: DockerIo, flags: GlobalFlags): DockerIo {
  const level = flags['log-level'].value
  if (level !== '' && !LOG_LEVELS.includes(level.toLowerCase())) {
    throw new CliError(`Unable to parse logging level: ${level}`)
  }
  const cannot = (why: string) => new CliError(`unable to resolve docker endpoint: ${why}`)
  const hosts = flags.host.value
  const context =
    flags.context.value || (hosts.length > 0 ? '' : (io.env?.['DOCKER_CONTEXT'] ?? ''))
  if (hosts.length > 0 && flags.context.value !== '') {
    throw new CliError('Conflicting options: either specify --host or --context, not both')
  }
  if (hosts.length > 1) throw cannot('Please specify only one -H')
  if (context !== '' && context !== 'default') {
    throw cannot(`context ${quote(context)} does not exist`)
  }
  if (flags.tls.value || flags.tlsverify.changed || io.env?.['DOCKER_TLS_VERIFY']) {
    throw cannot('TLS is not supported by this client')
  }
  const host = hosts[0] ?? (context === '' ? io.env?.['DOCKER_HOST'] : undefined)
  if (host === undefined || host === '') return io
  if (!io.connect) throw cannot(`${host} cannot be reached from here: there is one engine only`)
  try {
    return { ...io, transport: io.connect(host) }
  } catch (error) {
    throw cannot(error instanceof Error ? error.message : String(error))
  }
}
