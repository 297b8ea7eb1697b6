/** Arguments of a build (dockerd's `BuildArgs`). */

/** Arguments that need no ARG, and that the history leaves out. */
const BUILT_IN = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
)

type Values = ReadonlyMap<string, string | undefined>

export class BuildArgs {
  /** What the client gave; null where it named one without a value. */
  readonly #given: ReadonlyMap<string, string | null>
  readonly #allowed: Map<string, string | undefined>
  readonly #meta: Map<string, string | undefined>
  readonly #referenced: Set<string>

  constructor(
    given: ReadonlyMap<string, string | null>,
    meta: Values = new Map(),
    referenced: Iterable<string> = [],
  ) {
    this.#given = given
    this.#allowed = new Map()
    this.#meta = new Map(meta)
    this.#referenced = new Set(referenced)
  }

  /** The arguments with which a stage begins: those before the first FROM have a value where it names them. */
  forStage(): BuildArgs {
    return new BuildArgs(this.#given, this.#meta, this.#referenced)
  }

  /** Takes over which arguments a stage has named. */
  merge(other: BuildArgs) {
    for (const name of other.#referenced) this.#referenced.add(name)
  }

  /** An ARG before the first FROM. */
  addMeta(name: string, value: string | undefined) {
    this.add(name, value)
    this.#meta.set(name, value)
  }

  add(name: string, value: string | undefined) {
    this.#allowed.set(name, value)
    this.#referenced.add(name)
  }

  /** All that may be used now, by name. */
  allowed(): Map<string, string> {
    return this.#all(this.#allowed)
  }

  /** What FROM may use. */
  meta(): Map<string, string> {
    return this.#all(this.#meta)
  }

  /** `NAME=value` of what may be used and is no variable of the config, sorted by name. */
  besides(env: readonly string[]): string[] {
    const names = new Set(env.map((entry) => entry.split('=', 1)[0]))
    return [...this.allowed()]
      .filter(([name]) => !names.has(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
  }

  /** Whether the history shows it. */
  isShown(name: string): boolean {
    return this.#allowed.has(name) || !BUILT_IN.has(name)
  }

  /** What the client gave and nothing has named. */
  unused(): string[] {
    return [...this.#given.keys()].filter(
      (name) => !this.#referenced.has(name) && !BUILT_IN.has(name),
    )
  }

  #all(source: Values): Map<string, string> {
    const values = new Map<string, string>()
    for (const name of new Set([...source.keys(), ...BUILT_IN])) {
      const value = this.#given.get(name) ?? source.get(name) ?? this.#meta.get(name)
      if (value !== undefined) values.set(name, value)
    }
    return values
  }
}
