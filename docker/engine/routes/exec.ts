import { Hono } from 'hono'
import type { Container } from '../containers/container.ts'
import { statusText } from '../containers/json.ts'
import type { EngineContext, Env } from '../context.ts'
import { conflict, EngineError, messageOf, notFound } from '../errors.ts'
import { execJson, type Exec } from '../exec/exec.ts'
import { ExecOutput } from '../exec/output.ts'
import { startExec } from '../exec/run.ts'
import { execDetachKeys, parseExecCreate, parseExecStart } from '../exec/schema.ts'
import { json, jsonBody, RAW_STREAM, streamed, terminalSize } from '../http.ts'

/** `/containers/…/exec` and `/exec/…` */
export function execRoutes(context: EngineContext) {
  const { containers, execs, lifecycle, now } = context
  const app = new Hono<Env>()

  app.post('/containers/:name{.+}/exec', async (c) => {
    const body = parseExecCreate(await jsonBody(c))
    const container = containers.get(c.req.param('name'))
    checkActive(container, c.req.param('name'))
    const exec = execs.create(container, {
      cmd: body.Cmd,
      env: body.Env ?? [],
      user: body.User || container.config.user,
      workingDir: body.WorkingDir || container.config.workingDir,
      tty: body.Tty ?? false,
      privileged: body.Privileged ?? false,
      attach: {
        stdin: body.AttachStdin ?? false,
        stdout: body.AttachStdout ?? false,
        stderr: body.AttachStderr ?? false,
      },
      detachKeys: execDetachKeys(body.DetachKeys),
    })
    lifecycle.emit(container, `exec_create: ${exec.commandLine}`, { execID: exec.id })
    return json({ Id: exec.id }, 201)
  })

  app.post('/exec/:id/start', async (c) => {
    const { detach, tty } = parseExecStart(await jsonBody(c))
    const exec = execs.get(c.req.param('id'))
    checkStartable(exec, now())
    if (detach) {
      checkFresh(exec)
      await startExec(context, exec)
      return c.body(null, 200)
    }
    const output = new ExecOutput(tty)
    const start = async () => {
      checkFresh(exec)
      await startExec(context, exec, { output, stdin: c.env.stdin })
    }
    void start().catch(async (error: unknown) => {
      await output.complain(messageOf(error))
      output.close()
    })
    return streamed(output.body, RAW_STREAM)
  })

  app.post('/exec/:id/resize', async (c) => {
    const size = terminalSize(c)
    const exec = execs.get(c.req.param('id'))
    checkStartable(exec, now())
    await exec.started.promise
    exec.task?.resize(size)
    return c.body(null, 200)
  })

  app.get('/exec/:id/json', (c) => json(execJson(execs.get(c.req.param('id')))))
  return app
}

/** @throws EngineError 409 in dockerd's words if nothing can be run in the container now. */
function checkActive(container: Container, name: string) {
  const status: string = container.status
  if (status === 'paused') {
    throw conflict(`Container ${name} is paused, unpause the container before exec`)
  }
  if (status === 'restarting') {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  if (!container.running) throw conflict(`Container ${container.id} is not running`)
}

/** @throws EngineError in dockerd's words if the exec's container is not one to run it in any more. */
function checkStartable({ id, container }: Exec, now: Date) {
  if (container.status === 'removing') throw notFound(`No such container: ${id}`)
  if (!container.task) {
    throw new EngineError(
      500,
      `Container ${container.id} is not running: ${statusText(container, now)}`,
    )
  }
  checkActive(container, container.id)
}

/** @throws EngineError 409 if it was started before. */
function checkFresh({ id, exitCode, running }: Exec) {
  if (exitCode !== null) throw conflict(`Error: Exec command ${id} has already run`)
  if (running) throw conflict(`Error: Exec command ${id} is already running`)
}
