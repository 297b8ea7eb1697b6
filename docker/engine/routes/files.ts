import { Hono, type Context } from 'hono'
import { readTexts } from '../../machine/facts.ts'
import type { Machine } from '../../machine/machine.ts'
import { readAccounts } from '../containers/accounts.ts'
import type { Container } from '../containers/container.ts'
import { findUser } from '../containers/user.ts'
import { layerFolders } from '../images/image.ts'
import type { EngineContext, Env } from '../context.ts'
import { conflict, EngineError, invalid } from '../errors.ts'
import { extractInContainer } from '../files/extract.ts'
import { containerPath } from '../files/paths.ts'
import { withLayers, withRoot } from '../files/root.ts'
import { STAT_HEADER, statHeader, statInContainer } from '../files/stat.ts'
import { flag, json } from '../http.ts'
import { containerPaths } from '../paths.ts'

const TAR = 'application/x-tar'

/** Kinds of changes in API v1.41. */
const KINDS: Readonly<Record<string, number>> = { C: 0, A: 1, D: 2 }

/** The routes of `/containers/…` about files: archive (`docker cp`), export, changes. */
export function fileRoutes({ containers, lifecycle, machine }: EngineContext) {
  const app = new Hono<Env>()
  const named = (c: Context) => containers.get(c.req.param('name') ?? '')

  // hono answers HEAD from GET's handler; the body is not made then.
  app.get('/containers/:name{.+}/archive', async (c) => {
    const path = pathOf(c)
    const container = named(c)
    const facts = await statInContainer(await machine(), container, c.req.param('name'), path)
    const headers = { [STAT_HEADER]: statHeader(path, facts) }
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers)
    const { absolute, base, follow } = containerPath(path)
    const { task } = await withRoot(await machine(), container, (root) => [
      { op: 'pack', root, path: absolute, name: base, follow },
    ])
    void task.stderr.cancel()
    lifecycle.emit(container, 'archive-path')
    return new Response(task.stdout, { headers: { ...headers, 'Content-Type': TAR } })
  })

  app.put('/containers/:name{.+}/archive', async (c) => {
    const path = pathOf(c)
    const container = named(c)
    const body = c.env.stdin ?? c.req.raw.body ?? new Blob([]).stream()
    const linux = await machine()
    await extractInContainer(linux, container, body, {
      path,
      name: c.req.param('name'),
      keepKinds: flag(c, 'noOverwriteDirNonDir'),
      owner: flag(c, 'copyUIDGID') ? await ownerIn(linux, container) : undefined,
    })
    lifecycle.emit(container, 'extract-to-dir')
    return c.body(null, 200)
  })

  app.get('/containers/:name{.+}/export', async (c) => {
    const container = named(c)
    if (container.status === 'removing') {
      throw conflict(`You cannot export container ${container.id} which is being removed`)
    }
    const { task } = await withLayers(await machine(), container, (root) => [
      { op: 'pack', root, path: '/', name: '' },
    ])
    void task.stderr.cancel()
    lifecycle.emit(container, 'export')
    return new Response(task.stdout, { headers: { 'Content-Type': 'application/octet-stream' } })
  })

  app.get('/containers/:name{.+}/changes', async (c) => {
    const { id, image, hasFolder } = named(c)
    if (!hasFolder) return json(null)
    const { upper, init } = containerPaths(id)
    const linux = await machine()
    const { output, failure } = await linux.submit([
      { op: 'changes', path: upper, below: [init, ...layerFolders(image)] },
    ]).done
    const [texts] = output
    if (!texts) throw new EngineError(500, failure?.message ?? 'no changes were told')
    const changes = readTexts(texts).map((text) => ({
      Path: text.slice(2),
      Kind: KINDS[text[0] ?? ''],
    }))
    return json(changes.length > 0 ? changes : null)
  })
  return app
}

/** Whose a container's files are where its user is to have them. */
async function ownerIn(machine: Machine, container: Container) {
  if (container.config.user === '') return undefined
  const { uid, gid } = findUser(container.config.user, await readAccounts(machine, container))
  return { uid, gid }
}

/** @throws EngineError 400 in dockerd's words, which lack a space */
function pathOf(c: Context): string {
  const path = c.req.query('path') ?? ''
  if (path === '') throw invalid('bad parameter: pathcannot be empty')
  return path
}
