/**
 * `npm run engine -- [--listen ADDRESS]…`: Docker's engine for any client, until Ctrl+C. An address is
 * `tcp://127.0.0.1:2375` (also without `tcp://`) or `unix:///PATH`. Ports that containers publish are listened on, at
 * 127.0.0.1 alone.
 */

import process from 'node:process'
import { parseArgs } from 'node:util'
import { DockerUnavailable } from '../docker/host/door.ts'
import { formatAddress, InvalidAddress, parseAddress } from '../docker/host/http/address.ts'
import { serveEngine, type EngineServer } from '../docker/host/http/server.node.ts'
import { openDockerNode } from '../docker/host/node.ts'

const { values } = parseArgs({
  options: { listen: { type: 'string', multiple: true, default: ['127.0.0.1:2375'] } },
})
const docker = openDockerNode(undefined, undefined, true)
const servers: EngineServer[] = []
let ending = false

async function end() {
  ending = true
  await Promise.all(servers.map((server) => server.close()))
  await docker.close()
}

process.once('SIGINT', () => void end())
process.once('SIGTERM', () => void end())

try {
  const addresses = values.listen.map(parseAddress)
  const machine = await docker.machine()
  for (const address of addresses) {
    const server = await serveEngine(docker.engine, address)
    servers.push(server)
    console.log(`API listen on ${formatAddress(server.address)}`)
  }
  const { message } = await machine.ended
  if (!ending) {
    console.error(message)
    process.exitCode = 1
  }
} catch (error) {
  const isExpected =
    error instanceof DockerUnavailable ||
    error instanceof InvalidAddress ||
    (error instanceof Error && 'code' in error)
  if (!isExpected) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await end()
}
