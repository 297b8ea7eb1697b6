import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { CONTAINER_COMMANDS, IMAGE_COMMANDS } from '../../components/recap/commands.ts'
import { runDocker } from '../../docker/cli/docker.ts'
import { filesOnDisk } from '../../docker/host/files.node.ts'
import { splitWords } from '../words.ts'

/** What the command line says of a command without an engine: it gets as far as a request where it knows the command. */
async function understood(command: string): Promise<{ requests: number; stderr: string }> {
  const [name, ...argv] = splitWords(command)
  expect(name).toBe('docker')
  let requests = 0
  let stderr = ''
  await runDocker(argv, {
    files: filesOnDisk(resolve('docker/images/greet')),
    transport: () => {
      requests += 1
      throw new TypeError('no engine here')
    },
    stdout: () => undefined,
    stderr: (bytes) => void (stderr += new TextDecoder().decode(bytes)),
  }).catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error
  })
  return { requests, stderr }
}

const all = [...IMAGE_COMMANDS, ...CONTAINER_COMMANDS].map(({ command }) => command)

test.each(all)('%s', async (command) => {
  // Names of images are lower case.
  const { requests } = await understood(command.replaceAll(/[A-Z]{3,}/g, 'x'))
  expect(requests).toBeGreaterThan(0)
})

test('what is no command is noticed', async () => {
  expect((await understood('docker nonsense')).stderr).toMatch(/not a docker command/)
  expect((await understood('docker ps --nonsense')).stderr).toMatch(/unknown flag/)
})

test('the sheet is as long as a slide allows', () => {
  expect(IMAGE_COMMANDS.length).toBe(CONTAINER_COMMANDS.length)
})
