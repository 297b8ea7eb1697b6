import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker context …` */
export const context = defineGroup({
  name: 'context',
  short: 'Manage contexts',

  commands: [
    refusedCommand({
      name: 'create',
      usage: '[OPTIONS] CONTEXT',
      min: 1,
      max: 1,
      short: 'Create a context',
      long: 'Create a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nKubernetes endpoint config:\n\nNAME                 DESCRIPTION\nfrom                 Copy named context\'s Kubernetes endpoint configuration\nconfig-file          Path to a Kubernetes config file\ncontext-override     Overrides the context set in the kubernetes config file\nnamespace-override   Overrides the namespace set in the kubernetes config file\n\nExample:\n\n$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"',
      flags: [
        '--default-stack-orchestrator string  Default orchestrator for stack operations to use with this context (swarm|kubernetes|all)',
        '--description string  Description of the context',
        '--docker stringToString  set the docker endpoint (default [])',
        '--from string  create context from a named context',
        '--kubernetes stringToString  set the kubernetes endpoint (default [])',
      ],
    }),
    refusedCommand({
      name: 'export',
      usage: '[OPTIONS] CONTEXT [FILE|-]',
      min: 1,
      max: 2,
      short: 'Export a context to a tar or kubeconfig file',
      flags: ['--kubeconfig  Export as a kubeconfig file'],
    }),
    refusedCommand({
      name: 'import',
      usage: 'CONTEXT FILE|-',
      min: 2,
      max: 2,
      short: 'Import a context from a tar or zip file',
    }),
    refusedCommand({
      name: 'inspect',
      usage: '[OPTIONS] [CONTEXT] [CONTEXT...]',
      min: 0,
      max: Infinity,
      short: 'Display detailed information on one or more contexts',
      flags: ['-f, --format string  Format the output using the given Go template'],
    }),
    refusedCommand({
      name: 'ls',
      aliases: ['list'],
      usage: '[OPTIONS]',
      min: 0,
      max: 0,
      short: 'List contexts',
      flags: [
        '--format string  Pretty-print contexts using a Go template',
        '-q, --quiet  Only show context names',
      ],
    }),
    refusedCommand({
      name: 'rm',
      aliases: ['remove'],
      usage: 'CONTEXT [CONTEXT...]',
      min: 1,
      max: Infinity,
      short: 'Remove one or more contexts',
      flags: ['-f, --force  Force the removal of a context in use'],
    }),
    refusedCommand({
      name: 'update',
      usage: '[OPTIONS] CONTEXT',
      min: 1,
      max: 1,
      short: 'Update a context',
      long: 'Update a context\n\nDocker endpoint config:\n\nNAME                DESCRIPTION\nfrom                Copy named context\'s Docker endpoint configuration\nhost                Docker endpoint on which to connect\nca                  Trust certs signed only by this CA\ncert                Path to TLS certificate file\nkey                 Path to TLS key file\nskip-tls-verify     Skip TLS certificate validation\n\nKubernetes endpoint config:\n\nNAME                 DESCRIPTION\nfrom                 Copy named context\'s Kubernetes endpoint configuration\nconfig-file          Path to a Kubernetes config file\ncontext-override     Overrides the context set in the kubernetes config file\nnamespace-override   Overrides the namespace set in the kubernetes config file\n\nExample:\n\n$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"',
      flags: [
        '--default-stack-orchestrator string  Default orchestrator for stack operations to use with this context (swarm|kubernetes|all)',
        '--description string  Description of the context',
        '--docker stringToString  set the docker endpoint (default [])',
        '--kubernetes stringToString  set the kubernetes endpoint (default [])',
      ],
    }),
    refusedCommand({
      name: 'use',
      usage: 'CONTEXT',
      min: 1,
      max: 1,
      short: 'Set the current docker context',
    }),
  ],
})
