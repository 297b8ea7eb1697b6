import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker secret …` */
export const secret = defineGroup({
  name: 'secret',
  short: 'Manage Docker secrets',

  commands: [
    refusedCommand({
      name: 'create',
      usage: '[OPTIONS] SECRET [file|-]',
      min: 1,
      max: 2,
      short: 'Create a secret from a file or STDIN as content',
      flags: [
        '-d, --driver string  Secret driver',
        '-l, --label list  Secret labels',
        '--template-driver string  Template driver',
      ],
      ask: { request: 'POST /secrets/create' },
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] SECRET [SECRET...]',
      min: 1,
      max: Infinity,
      short: 'Display detailed information on one or more secrets',
      flags: [
        '-f, --format string  Format the output using the given Go template',
        '--pretty  Print the information in a human friendly format',
      ],
      ask: { request: 'GET /secrets/{0}', how: 'inspect' },
    }),
    refusedCommand({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      min: 0,
      max: 0,
      short: 'List secrets',
      flags: [
        '-f, --filter filter  Filter output based on conditions provided',
        '--format string  Pretty-print secrets using a Go template',
        '-q, --quiet  Only display IDs',
      ],
      ask: { request: 'GET /secrets' },
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove'],
      usage: 'SECRET [SECRET...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more secrets',
      ask: { request: 'DELETE /secrets/{0}', how: 'each' },
    }),
  ],
})
