import type { ContainerConfig } from '../../registry/oci.ts'
import { unclassified } from '../errors.ts'
import type { Image } from '../images/image.ts'
import type { BuildArgs } from './args.ts'

/** A stage under way. */
export interface StageState {
  /** In small letters; empty where it has none. */
  name: string
  /** What it has made so far; undefined as long as it has nothing. */
  image: Image | undefined
  config: ContainerConfig
  maintainer: string
  /** Whether it has said CMD itself. */
  hasCommand: boolean
  args: BuildArgs
}

/** The stages that are done, by name and by number (dockerd's `stagesBuildResults`). */
export class StageResults {
  readonly #all: StageState[] = []
  readonly #named = new Map<string, StageState>()

  byName(name: string): StageState | undefined {
    return this.#named.get(name.toLowerCase())
  }

  /** The stage that `--from` names; undefined where it names none. @throws EngineError for a number of none */
  find(nameOrNumber: string): StageState | undefined {
    const named = this.byName(nameOrNumber)
    if (named) return named
    if (!/^[+-]?\d+$/.test(nameOrNumber)) return undefined
    const index = Number(nameOrNumber)
    if (index === this.#all.length) throw unclassified('refers to current build stage')
    const stage = this.#all[index]
    if (!stage) throw unclassified('index out of bounds')
    return stage
  }

  /** @throws EngineError if the name is taken */
  checkName(name: string) {
    if (name !== '' && this.#named.has(name)) {
      throw unclassified(`${name} stage name already used`)
    }
  }

  add(stage: StageState) {
    this.checkName(stage.name)
    if (stage.name !== '') this.#named.set(stage.name, stage)
    this.#all.push(stage)
  }
}
