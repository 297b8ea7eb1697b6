import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { ContainerConfig } from '../../registry/oci.ts'
import { familiarString } from '../../registry/reference.ts'
import type { Container } from '../containers/container.ts'
import type { EngineContext, Env } from '../context.ts'
import { conflict, invalid, unclassified } from '../errors.ts'
import { flag, json, jsonBody, streamed } from '../http.ts'
import { LoadArchive } from '../images/archive.ts'
import { commitContainer } from '../images/commit.ts'
import { loadImages } from '../images/load.ts'
import { told } from '../images/progress.ts'
import { saveImages } from '../images/save.ts'
import { newTag } from './images.ts'

/** Images that leave as files and come back, and those that containers become. */
export function archiveRoutes(context: EngineContext) {
  const { containers, lifecycle } = context
  const app = new Hono<Env>()

  const save = async (names: readonly string[]) =>
    streamed(await saveImages(context, names), 'application/x-tar')
  app.get('/images/get', (c) => save(c.req.queries('names') ?? []))
  app.get('/images/:name{.+}/get', (c) => save([c.req.param('name')]))

  app.post('/images/load', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer())
    const quiet = flag(c, 'quiet', true)
    const lines = told(async (say) => {
      await loadImages(context, await LoadArchive.open(body), { quiet, say })
    })
    return streamed(lines, 'application/json')
  })

  app.post('/commit', async (c) => {
    const { container: name = '', repo = '', tag = '', author = '', comment = '' } = c.req.query()
    const config = await configOf(c)
    const container = containers.get(name)
    refuseGone(container)
    const reference = repo === '' ? undefined : newTag(repo, tag)
    const image = await commitContainer(context, container, {
      reference,
      pause: flag(c, 'pause', true) || c.req.query('pause') === '',
      author,
      comment,
      changes: c.req.queries('changes') ?? [],
      config,
    })
    lifecycle.emit(container, 'commit', {
      comment,
      imageID: image.id,
      imageRef: reference ? familiarString(reference) : '',
    })
    return json({ Id: image.id }, 201)
  })
  return app
}

/** @throws EngineError (409) for a container whose files may be gone already */
function refuseGone({ id, dead, removing }: Container) {
  if (dead) throw conflict(`You cannot commit container ${id} which is Dead`)
  if (removing) throw conflict(`You cannot commit container ${id} which is being removed`)
}

/** The config in the body; undefined where there is none. */
async function configOf(c: Context): Promise<ContainerConfig | undefined> {
  const { byteLength } = await c.req.arrayBuffer()
  const value = byteLength === 0 ? null : await jsonBody(c, unclassified)
  const parsed = v.safeParse(v.nullable(ContainerConfig), value)
  if (parsed.success) return parsed.output ?? undefined
  const [issue] = parsed.issues
  throw invalid(`invalid ${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
}
