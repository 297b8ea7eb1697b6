import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** What the help of an experimental command says of it. */
const experimental = (path: string, about: string) => `${about}

EXPERIMENTAL:
  ${path} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`

/** `docker manifest …` */
export const manifest = defineGroup({
  name: 'manifest',
  short: 'Manage Docker image manifests and manifest lists',
  long: experimental(
    'docker manifest',
    'The **docker manifest** command has subcommands for managing image manifests and\nmanifest lists. A manifest list allows you to use one name to refer to the same image\nbuilt for multiple architectures.\n\nTo see help for a subcommand, use:\n\n    docker manifest CMD --help\n\nFor full details on using docker manifest lists, see the registry v2 specification.',
  ),
  commands: [
    refusedCommand({
      name: 'annotate',
      usage: '[OPTIONS] MANIFEST_LIST MANIFEST',
      min: 2,
      max: 2,
      short: 'Add additional information to a local image manifest',
      long: experimental(
        'docker manifest annotate',
        'Add additional information to a local image manifest',
      ),
      flags: [
        '--arch string  Set architecture',
        '--os string  Set operating system',
        '--os-features strings  Set operating system feature',
        '--os-version string  Set operating system version',
        '--variant string  Set architecture variant',
      ],
    }),
    refusedCommand({
      name: 'create',
      usage: 'MANIFEST_LIST MANIFEST [MANIFEST...]',
      min: 2,
      max: Infinity,
      short: 'Create a local manifest list for annotating and pushing to a registry',
      long: experimental(
        'docker manifest create',
        'Create a local manifest list for annotating and pushing to a registry',
      ),
      flags: [
        '-a, --amend  Amend an existing manifest list',
        '--insecure  Allow communication with an insecure registry',
      ],
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
      min: 1,
      max: 2,
      short: 'Display an image manifest, or manifest list',
      long: experimental('docker manifest inspect', 'Display an image manifest, or manifest list'),
      flags: [
        '--insecure  Allow communication with an insecure registry',
        '-v, --verbose  Output additional info including layers and platform',
      ],
    }),
    refusedCommand({
      name: 'push',
      usage: '[OPTIONS] MANIFEST_LIST',
      min: 1,
      max: 1,
      short: 'Push a manifest list to a repository',
      long: experimental('docker manifest push', 'Push a manifest list to a repository'),
      flags: [
        '--insecure  Allow push to an insecure registry',
        '-p, --purge  Remove the local manifest list after push',
      ],
    }),
    refusedCommand({
      name: 'rm',
      usage: 'MANIFEST_LIST [MANIFEST_LIST...]',
      min: 1,
      max: Infinity,
      short: 'Delete one or more manifest lists from local storage',
      long: experimental(
        'docker manifest rm',
        'Delete one or more manifest lists from local storage',
      ),
    }),
  ],
})
