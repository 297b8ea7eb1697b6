import { defineGroup } from '../../command.ts'
import { flagsOf, refusedCommand } from '../../refused.ts'

/** `docker stack …` */
export const stack = defineGroup({
  name: 'stack',
  short: 'Manage Docker stacks',

  flags: () => flagsOf(['--orchestrator string  Orchestrator to use (swarm|kubernetes|all)']),
  commands: [
    refusedCommand({
      name: 'deploy',
      aliases: ['up'],
      usage: '[OPTIONS] STACK',
      min: 1,
      max: 1,
      short: 'Deploy a new stack or update an existing stack',
      flags: [
        '-c, --compose-file strings  Path to a Compose file, or "-" to read from stdin',
        '--orchestrator string  Orchestrator to use (swarm|kubernetes|all)',
        '--prune  Prune services that are no longer referenced',
        '--resolve-image string  Query the registry to resolve image digest and supported platforms ("always"|"changed"|"never") (default "always")',
        '--with-registry-auth  Send registry authentication details to Swarm agents',
      ],
      ask: { request: 'GET /services' },
    }),
    refusedCommand({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      min: 0,
      max: 0,
      short: 'List stacks',
      flags: [
        '--format string  Pretty-print stacks using a Go template',
        '--orchestrator string  Orchestrator to use (swarm|kubernetes|all)',
      ],
      ask: { request: 'GET /services' },
    }),
    refusedCommand({
      name: 'ps',
      usage: '[OPTIONS] STACK',
      min: 1,
      max: 1,
      short: 'List the tasks in the stack',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print tasks using a Go template',
        '--no-resolve  Do not map IDs to Names',
        '--no-trunc  Do not truncate output',
        '--orchestrator string  Orchestrator to use (swarm|kubernetes|all)',
        '-q, --quiet  Only display task IDs',
      ],
      ask: { request: 'GET /tasks' },
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove', 'down'],
      usage: '[OPTIONS] STACK [STACK...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more stacks',
      flags: ['--orchestrator string  Orchestrator to use (swarm|kubernetes|all)'],
      ask: { request: 'GET /services' },
    }),
    refusedCommand({
      name: 'services',
      usage: '[OPTIONS] STACK',
      min: 1,
      max: 1,
      short: 'List the services in the stack',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print services using a Go template',
        '--orchestrator string  Orchestrator to use (swarm|kubernetes|all)',
        '-q, --quiet  Only display IDs',
      ],
      ask: { request: 'GET /services' },
    }),
  ],
})
