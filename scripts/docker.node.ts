/**
 * `npm run docker -- ARGS`: one docker command on a machine of its own; without ARGS, a script from standard input, one
 * command a line. Ends with the command's exit code.
 */

import process from 'node:process'
import { text } from 'node:stream/consumers'
import { DockerUnavailable } from '../docker/host/door.ts'
import { openDockerNode } from '../docker/host/node.ts'

const argv = process.argv.slice(2)
const docker = openDockerNode()
const stop = new AbortController()
process.on('SIGINT', () => stop.abort())

const write = (stream: NodeJS.WriteStream) => (bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) =>
    stream.write(bytes, (error) => (error ? reject(error) : resolve())),
  )
const output = { stdout: write(process.stdout), stderr: write(process.stderr) }

try {
  process.exitCode =
    argv.length > 0
      ? await docker.command(argv, output, stop.signal)
      : await docker.run(await text(process.stdin), output, stop.signal)
} catch (error) {
  if (!(error instanceof DockerUnavailable)) throw error
  console.error(error.message)
  process.exitCode = 125
} finally {
  await docker.close()
}
