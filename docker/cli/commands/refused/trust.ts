import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker trust …` */
export const trust = defineGroup({
  name: 'trust',
  short: 'Manage trust on Docker images',

  commands: [
    refusedCommand({
      name: 'inspect',
      usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
      min: 1,
      max: Infinity,
      short: 'Return low-level information about keys and signatures',
      flags: ['--pretty  Print the information in a human friendly format'],
    }),
    refusedCommand({
      name: 'revoke',
      usage: '[OPTIONS] IMAGE[:TAG]',
      min: 1,
      max: 1,
      short: 'Remove trust for an image',
      flags: ['-y, --yes  Do not prompt for confirmation'],
    }),
    refusedCommand({
      name: 'sign',
      usage: 'IMAGE:TAG',
      min: 1,
      max: 1,
      short: 'Sign an image',
      flags: ['--local  Sign a locally tagged image'],
    }),
    defineGroup({
      name: 'key',
      short: 'Manage keys for signing Docker images',
      commands: [
        refusedCommand({
          name: 'generate',
          usage: 'NAME',
          min: 1,
          max: 1,
          short: 'Generate and load a signing key-pair',
          flags: ['--dir string  Directory to generate key in, defaults to current directory'],
        }),
        refusedCommand({
          name: 'load',
          usage: '[OPTIONS] KEYFILE',
          min: 1,
          max: 1,
          short: 'Load a private key file for signing',
          flags: ['--name string  Name for the loaded key (default "signer")'],
        }),
      ],
    }),
    defineGroup({
      name: 'signer',
      short: 'Manage entities who can sign Docker images',
      commands: [
        refusedCommand({
          name: 'add',
          usage: 'OPTIONS NAME REPOSITORY [REPOSITORY...]  ',
          min: 2,
          max: Infinity,
          short: 'Add a signer',
          flags: ["--key list  Path to the signer's public key file"],
        }),
        refusedCommand({
          name: 'remove',
          usage: '[OPTIONS] NAME REPOSITORY [REPOSITORY...]',
          min: 2,
          max: Infinity,
          short: 'Remove a signer',
          flags: [
            '-f, --force  Do not prompt for confirmation before removing the most recent signer',
          ],
        }),
      ],
    }),
  ],
})
