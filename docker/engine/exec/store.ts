import type { Container } from '../containers/container.ts'
import { notFound } from '../errors.ts'
import { randomId, type RandomBytes } from '../ids.ts'
import { Exec, type ExecConfig } from './exec.ts'

/** How many execs that have ended are kept for whoever asks how they ended. */
const KEPT = 256

/** The engine's execs, by id; they go with their container. */
export class ExecStore {
  readonly #execs = new Map<string, Exec>()
  readonly #randomBytes: RandomBytes

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes
  }

  /** Makes an exec that has not been started. */
  create(container: Container, config: ExecConfig): Exec {
    const exec = new Exec(randomId(this.#randomBytes), container, config)
    this.#execs.set(exec.id, exec)
    container.execIds.add(exec.id)
    void exec.ended.promise.then(() => container.execIds.delete(exec.id))
    void container.removed.promise.then(() => this.#execs.delete(exec.id))
    this.#forgetOldest()
    return exec
  }

  /** @throws EngineError 404 in dockerd's words if there is none of this id. */
  get(id: string): Exec {
    const exec = this.#execs.get(id)
    if (!exec) throw notFound(`No such exec instance: ${id}`)
    return exec
  }

  #forgetOldest() {
    const ended = [...this.#execs.values()].filter(({ exitCode }) => exitCode !== null)
    for (const { id } of ended.slice(0, -KEPT)) this.#execs.delete(id)
  }
}
