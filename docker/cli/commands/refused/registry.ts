import { defineCommand, type Cli } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { CliError } from '../../io.ts'

const SERVER = 'If no server is specified, the default is defined by the daemon.'
/** Docker's own registry, as credentials are kept for it. */
const DEFAULT_SERVER = 'https://index.docker.io/v1/'

/** `docker login`, which the engine refuses: its registry asks for no name. */
export const login = defineCommand({
  name: 'login',
  args: '[SERVER]',
  arity: { min: 0, max: 1 },
  short: 'Log in to a Docker registry',
  long: `Log in to a Docker registry.\n${SERVER}`,
  flags: () => ({
    password: text('Password', { short: 'p' }),
    'password-stdin': bool('Take the password from stdin'),
    username: text('Username', { short: 'u' }),
  }),
  async run(cli, { password, 'password-stdin': fromStdin, username }, [server = DEFAULT_SERVER]) {
    const given = await passwordOf(cli, password.value, fromStdin.value, username.value)
    if (!cli.io.isTty && (username.value === '' || given === '')) {
      throw new CliError('Error: Cannot perform an interactive login from a non TTY device')
    }
    const body = { username: username.value, password: given, serveraddress: server }
    await cli.api.send('POST', '/auth', { body })
    throw new CliError('login is not supported by this client: it keeps no credentials')
  },
})

async function passwordOf(cli: Cli, password: string, fromStdin: boolean, username: string) {
  if (password !== '') {
    await cli.err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n')
    if (fromStdin) throw new CliError('--password and --password-stdin are mutually exclusive')
  }
  if (!fromStdin) return password
  if (username === '') throw new CliError('Must provide --username with --password-stdin')
  const read = cli.io.stdin ? await new Response(cli.io.stdin).text() : ''
  return read.replace(/\n$/, '').replace(/\r$/, '')
}

/** `docker logout`, which finds nothing to remove. */
export const logout = defineCommand({
  name: 'logout',
  args: '[SERVER]',
  arity: { min: 0, max: 1 },
  short: 'Log out from a Docker registry',
  long: `Log out from a Docker registry.\n${SERVER}`,
  flags: () => ({}),
  async run(cli, _flags, [server]) {
    const host = server?.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
    await cli.out(`Removing login credentials for ${host ?? DEFAULT_SERVER}\n`)
    return 0
  },
})
