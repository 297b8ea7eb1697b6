/**
 * `npm run docker -- ARGS`: one docker command, on a machine of its own or on the engine that `DOCKER_HOST` or `-H`
 * names; without ARGS, a script from standard input, in the shell of a machine of its own. Ends with the exit code.
 */

import process from 'node:process'
import { text } from 'node:stream/consumers'
import { runDocker } from '../docker/cli/docker.ts'
import { nodeIo } from '../docker/host/terminal.node.ts'
import type { NodeSession } from '../docker/host/node.ts'

const argv = process.argv.slice(2)
let own: Promise<NodeSession> | undefined
const session = () =>
  (own ??= import('../docker/host/node.ts').then(({ openDockerNode }) => openDockerNode()))
const io = nodeIo(async (request, stdin) => (await session()).engine.fetch(request, stdin))

try {
  process.exitCode =
    argv.length > 0
      ? await runDocker(argv, io)
      : await (await session()).run(await text(process.stdin), io)
} finally {
  await (await own)?.close()
  // A standard input that nobody reads to its end would keep the process.
  process.stdin.destroy()
}
