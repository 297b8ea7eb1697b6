import { defineGroup } from '../../command.ts'
import { pluginLs } from './plugin-list.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker plugin …` */
export const plugin = defineGroup({
  name: 'plugin',
  short: 'Manage plugins',

  commands: [
    refusedCommand({
      name: 'create',
      usage: '[OPTIONS] PLUGIN PLUGIN-DATA-DIR',
      min: 2,
      max: Infinity,
      short:
        'Create a plugin from a rootfs and configuration. Plugin data directory must contain config.json and rootfs directory.',
      flags: ['--compress  Compress the context using gzip'],
      ask: { request: 'POST /plugins/create' },
    }),
    refusedCommand({
      name: 'disable',
      usage: '[OPTIONS] PLUGIN',
      min: 1,
      max: 1,
      short: 'Disable a plugin',
      flags: ['-f, --force  Force the disable of an active plugin'],
      ask: { request: 'POST /plugins/{0}/disable' },
    }),
    refusedCommand({
      name: 'enable',
      usage: '[OPTIONS] PLUGIN',
      min: 1,
      max: 1,
      short: 'Enable a plugin',
      flags: ['--timeout int  HTTP client timeout (in seconds) (default 30)'],
      ask: { request: 'POST /plugins/{0}/enable' },
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] PLUGIN [PLUGIN...]',
      min: 1,
      max: Infinity,
      short: 'Display detailed information on one or more plugins',
      flags: ['-f, --format string  Format the output using the given Go template'],
      ask: { request: 'GET /plugins/{0}/json', how: 'inspect', kind: 'plugin' },
    }),
    refusedCommand({
      name: 'install',
      usage: '[OPTIONS] PLUGIN [KEY=VALUE...]',
      min: 1,
      max: Infinity,
      short: 'Install a plugin',
      flags: [
        '--alias string  Local name for plugin',
        '--disable  Do not enable the plugin on install',
        '--disable-content-trust  Skip image verification (default true)',
        '--grant-all-permissions  Grant all permissions necessary to run the plugin',
      ],
      ask: { request: 'GET /plugins/privileges' },
    }),
    pluginLs,
    refusedCommand({
      name: 'push',
      usage: '[OPTIONS] PLUGIN[:TAG]',
      min: 1,
      max: 1,
      short: 'Push a plugin to a registry',
      flags: ['--disable-content-trust  Skip image signing (default true)'],
      ask: { request: 'POST /plugins/{0}/push' },
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove'],
      usage: '[OPTIONS] PLUGIN [PLUGIN...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more plugins',
      flags: ['-f, --force  Force the removal of an active plugin'],
      ask: { request: 'DELETE /plugins/{0}', how: 'each', kind: 'plugin' },
    }),
    refusedCommand({
      name: 'set',
      usage: 'PLUGIN KEY=VALUE [KEY=VALUE...]',
      min: 2,
      max: Infinity,
      short: 'Change settings for a plugin',
      ask: { request: 'POST /plugins/{0}/set' },
    }),
    refusedCommand({
      name: 'upgrade',
      usage: '[OPTIONS] PLUGIN [REMOTE]',
      min: 1,
      max: 2,
      short: 'Upgrade an existing plugin',
      flags: [
        '--disable-content-trust  Skip image verification (default true)',
        '--grant-all-permissions  Grant all permissions necessary to run the plugin',
        '--skip-remote-check  Do not check if specified remote plugin matches existing plugin image',
      ],
      ask: { request: 'GET /plugins/{0}/json' },
    }),
  ],
})
