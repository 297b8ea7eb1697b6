import { expect, test } from 'vitest'
import { brief } from '../../composables/snippet/brief.ts'
import { OutputLog, type LineSource } from '../../composables/snippet/outputLog.ts'

const shown = (pieces: [LineSource, string][], names: string[] = []) => {
  const log = new OutputLog()
  for (const [stream, text] of pieces) log.write(stream, text)
  return brief(log.view().lines, new Set(names)).map(({ text }) => text)
}
const id = 'a1'.repeat(32)

test('ids and names that Docker repeats are left out, what programs print stays', () => {
  const pieces: [LineSource, string][] = [
    ['command', 'docker run -d --name one base\n'],
    ['stdout', `${id}\n`],
    ['command', 'docker exec one hostname\n'],
    ['stdout', `${id.slice(0, 12)}\none more\n`],
    ['command', 'docker rm one\n'],
    ['stdout', 'one\n'],
  ]
  expect(shown(pieces, ['one'])).toEqual([
    'docker run -d --name one base',
    'docker exec one hostname',
    'a1a1a1a1a1a1',
    'one more',
    'docker rm one',
  ])
})

test('ids that are all that was printed stay', () => {
  const command: [LineSource, string] = ['command', 'docker run -d base\n']
  expect(shown([command, ['stdout', `${id}\n`]])).toEqual(['docker run -d base', id])
})

test('a pull is left out, errors and warnings stay', () => {
  const pull = "Unable to find image 'base:latest' locally\nlatest: Pulling\nStatus: Downloaded\n"
  expect(shown([['stderr', `${pull}WARNING: no swap\n`]])).toEqual(['WARNING: no swap'])
  expect(shown([['stderr', 'Error: No such container: one\n']], ['one'])).toHaveLength(1)
})

test('a pull that fails does not take the next command’s errors with it', () => {
  const pieces: [LineSource, string][] = [
    ['stderr', "Unable to find image 'none:latest' locally\n"],
    ['command', 'docker rm none\n'],
    ['stderr', 'Error: No such container: none\n'],
  ]
  expect(shown(pieces)).toEqual(['docker rm none', 'Error: No such container: none'])
})

test('docker’s error ends a pull, and stays', () => {
  const error = 'docker: Error response from daemon: pull access denied for none.\n'
  expect(shown([['stderr', `Unable to find image 'none:latest' locally\n${error}`]])).toEqual([
    error.trim(),
  ])
})

test('of a build its steps stay, with what their programs print', () => {
  const ran = ` ---> Running in a1a1a1a1a1a1\n printed\nRemoving intermediate container a1a1a1a1a1a1\n`
  const build = [
    'Sending build context to Docker daemon  2.048kB\nStep 1/2 : FROM lua\n',
    'latest: Pulling from library/lua\na1a1a1a1a1a1: Pull complete\nStatus: Downloaded newer image\n',
    ` ---> b2b2b2b2b2b2\nStep 2/2 : RUN x\n${ran} ---> Using cache\n ---> b2b2b2b2b2b2\nSuccessfully built b2b2b2b2b2b2\nSuccessfully tagged x:latest\n`,
  ]
  const pull = 'latest: Pulling from library/lua\nStatus: Image is up to date\n'
  expect(
    shown([
      ['command', 'docker build .\n'],
      ['stdout', build.join('')],
      ['command', 'docker pull lua\n'],
      ['stdout', pull],
    ]),
  ).toEqual([
    'docker build .',
    'Step 1/2 : FROM lua',
    'Step 2/2 : RUN x',
    ' printed',
    ' ---> Using cache',
    'Successfully tagged x:latest',
    'docker pull lua',
    ...pull.trim().split('\n'),
  ])
})
