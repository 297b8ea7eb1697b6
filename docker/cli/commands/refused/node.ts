import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker node …` */
export const node = defineGroup({
  name: 'node',
  short: 'Manage Swarm nodes',

  commands: [
    refusedCommand({
      name: 'demote',
      usage: 'NODE [NODE...]',
      min: 1,
      max: Infinity,
      short: 'Demote one or more nodes from manager in the swarm',
      ask: { request: 'GET /nodes/{0}' },
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] self|NODE [NODE...]',
      min: 1,
      max: Infinity,
      short: 'Display detailed information on one or more nodes',
      flags: [
        '-f, --format string  Format the output using the given Go template',
        '--pretty  Print the information in a human friendly format',
      ],
      ask: { request: 'GET /nodes/{0}', how: 'inspect' },
    }),
    refusedCommand({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      min: 0,
      max: 0,
      short: 'List nodes in the swarm',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print nodes using a Go template',
        '-q, --quiet  Only display IDs',
      ],
      ask: { request: 'GET /nodes' },
    }),
    refusedCommand({
      name: 'promote',
      usage: 'NODE [NODE...]',
      min: 1,
      max: Infinity,
      short: 'Promote one or more nodes to manager in the swarm',
      ask: { request: 'GET /nodes/{0}' },
    }),
    refusedCommand({
      name: 'ps',
      usage: '[OPTIONS] [NODE...]',
      min: 0,
      max: Infinity,
      short: 'List tasks running on one or more nodes, defaults to current node',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print tasks using a Go template',
        '--no-resolve  Do not map IDs to Names',
        '--no-trunc  Do not truncate output',
        '-q, --quiet  Only display task IDs',
      ],
      ask: { request: 'GET /nodes/{0}' },
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove'],
      usage: '[OPTIONS] NODE [NODE...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more nodes from the swarm',
      flags: ['-f, --force  Force remove a node from the swarm'],
      ask: { request: 'DELETE /nodes/{0}', how: 'each' },
    }),
    refusedCommand({
      name: 'update',
      usage: '[OPTIONS] NODE',
      min: 1,
      max: 1,
      short: 'Update a node',
      flags: [
        '--availability string  Availability of the node ("active"|"pause"|"drain")',
        '--label-add list  Add or update a node label (key=value)',
        '--label-rm list  Remove a node label if exists',
        '--role string  Role of the node ("worker"|"manager")',
      ],
      ask: { request: 'GET /nodes/{0}' },
    }),
  ],
})
