import { expect, it } from 'vitest'
import { complete } from '../../docker/cli/complete.ts'

const answers: Record<string, unknown> = {
  '/containers/json': [{ Names: ['/web'] }, { Names: ['/worker'] }],
  '/images/json': [{ RepoTags: ['base:latest', 'mine:1'] }, { RepoTags: null }],
  '/volumes': { Volumes: [{ Name: 'data' }] },
  '/networks': [{ Name: 'bridge' }, { Name: 'none' }],
}

/** An engine that knows a few names. */
async function engine({ url }: Request): Promise<Response> {
  const { pathname } = new URL(url)
  if (pathname === '/_ping') return new Response('OK', { headers: { 'Api-Version': '1.41' } })
  return Response.json(answers[pathname.replace(/^\/v[\d.]+/, '')])
}

it.each([
  ['docker ru', ['run']],
  ['docker container in', ['inspect']],
  ['docker image ', expect.arrayContaining(['ls', 'rm', 'history'])],
  ['docker -', expect.arrayContaining(['--host', '--version'])],
  ['docker run --rm', ['--rm']],
  ['docker run --memory-s', ['--memory-swap', '--memory-swappiness']],
  ['docker run ', ['base', 'mine:1']],
  ['docker run -it --name web m', ['mine:1']],
  ['docker run --name ', []],
  ['docker run base ', []],
  ['docker rm -f w', ['web', 'worker']],
  ['docker rm web wor', ['worker']],
  ['docker exec -it w', ['web', 'worker']],
  ['docker cp w', ['web:', 'worker:']],
  ['docker inspect ', ['base', 'mine:1', 'web', 'worker']],
  ['docker volume rm ', ['data']],
  ['docker network inspect b', ['bridge']],
  ['docker nosuch ', []],
  ['docker tag ', ['base', 'mine:1']],
])('%j may go on', async (line, words) => {
  expect((await complete(line, engine)).words).toEqual(words)
})
