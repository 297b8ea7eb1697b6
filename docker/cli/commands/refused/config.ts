import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker config …` */
export const config = defineGroup({
  name: 'config',
  short: 'Manage Docker configs',

  commands: [
    refusedCommand({
      name: 'create',
      usage: '[OPTIONS] CONFIG file|-',
      min: 2,
      max: 2,
      short: 'Create a config from a file or STDIN',
      flags: ['-l, --label list  Config labels', '--template-driver string  Template driver'],
      ask: { request: 'POST /configs/create' },
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] CONFIG [CONFIG...]',
      min: 1,
      max: Infinity,
      short: 'Display detailed information on one or more configs',
      flags: [
        '-f, --format string  Format the output using the given Go template',
        '--pretty  Print the information in a human friendly format',
      ],
      ask: { request: 'GET /configs/{0}', how: 'inspect' },
    }),
    refusedCommand({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      min: 0,
      max: 0,
      short: 'List configs',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print configs using a Go template',
        '-q, --quiet  Only display IDs',
      ],
      ask: { request: 'GET /configs' },
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove'],
      usage: 'CONFIG [CONFIG...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more configs',
      ask: { request: 'DELETE /configs/{0}', how: 'each' },
    }),
  ],
})
