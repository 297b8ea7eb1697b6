/** The command line's input and output in a Node process. */

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import type { DockerIo, Transport } from '../cli/io.ts'
import { filesOnDisk } from './files.node.ts'
import { parseAddress } from './http/address.ts'
import { httpTransport } from './http/client.node.ts'
import { watchSignals } from './signals.node.ts'

/** @param transport reaches the engine where neither `DOCKER_HOST` nor `-H` names another */
export function nodeIo(transport: Transport): DockerIo {
  const { stdin, stdout } = process
  return {
    transport,
    connect: (address) => httpTransport(parseAddress(address)),
    env: process.env,
    stdout: writeTo(stdout),
    stderr: writeTo(process.stderr),
    stdin: standardInput(),
    isTty: stdin.isTTY,
    stdoutIsTty: stdout.isTTY,
    size: () => (stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined),
    onResize(listener) {
      stdout.on('resize', listener)
      return () => stdout.off('resize', listener)
    },
    rawMode(on) {
      if (!stdin.isTTY) return
      stdin.setRawMode(on)
      // Node leaves the terminal to turn line feeds into new lines, which the program's own terminal has done.
      if (on) spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] })
    },
    ...watchSignals(),
    files: filesOnDisk(process.cwd()),
  }
}

function writeTo(stream: NodeJS.WriteStream) {
  return (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) =>
      stream.write(bytes, (error) => (error ? reject(error) : resolve())),
    )
}

/** Reads nothing before it is asked to: what a command does not take is left to the next program. */
function standardInput(): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= process.stdin[Symbol.asyncIterator]()
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value))
      },
    },
    { highWaterMark: 0 },
  )
}
