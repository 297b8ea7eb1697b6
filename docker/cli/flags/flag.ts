/** The arguments cannot be read; the message is pflag's. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

/** What an engine must be for a flag; where it is another, the flag is refused in the words of Docker's client. */
export interface FlagRequirement {
  /** The API version that brought it. */
  version?: string
  /** The system that the engine runs on. */
  ostype?: string
  /** Only engines with experimental features have it. */
  experimental?: boolean
}

/** What all flags may have. */
export interface FlagOptions {
  short?: string
  /** The help leaves it out. */
  hidden?: boolean
  /** It is out of use: this is what standard error says of it, and the help leaves it out. */
  deprecated?: string
  requires?: FlagRequirement
  /** What the value is called in the help. */
  type?: string
}

interface FlagInit<T> extends FlagOptions {
  usage: string
  type: string
  /** What the flag has if nobody gives it. */
  value: T
  /** @throws Error why the text is no value */
  parse: (text: string, before: T, changed: boolean) => T
  /** How the help shows the default; not given where it does not. */
  shownDefault?: string
  /** A boolean's value is optional. */
  isBoolean?: boolean
}

/** What reading and listing flags needs to know of one. */
export interface AnyFlag {
  readonly usage: string
  readonly short: string | undefined
  readonly type: string
  readonly isBoolean: boolean
  readonly shownDefault: string | undefined
  readonly hidden: boolean
  readonly deprecated: string | undefined
  readonly requires: FlagRequirement | undefined
  readonly changed: boolean
  /** Takes a value. @throws Error why the text is none */
  set(text: string): void
}

/** One flag of a command, and what it was given. */
export class Flag<T> implements AnyFlag {
  readonly usage: string
  readonly short: string | undefined
  readonly type: string
  readonly isBoolean: boolean
  readonly shownDefault: string | undefined
  readonly hidden: boolean
  readonly deprecated: string | undefined
  readonly requires: FlagRequirement | undefined
  value: T
  /** Whether it was given. */
  changed = false
  readonly #parse: FlagInit<T>['parse']

  constructor(init: FlagInit<T>) {
    this.usage = init.usage
    this.short = init.short
    this.type = init.type
    this.value = init.value
    this.#parse = init.parse
    this.shownDefault = init.shownDefault
    this.isBoolean = init.isBoolean ?? false
    this.deprecated = init.deprecated
    this.requires = init.requires
    this.hidden =
      init.hidden ??
      (init.deprecated !== undefined ||
        init.requires?.experimental === true ||
        (init.requires?.ostype ?? 'linux') !== 'linux')
  }

  set(text: string) {
    this.value = this.#parse(text, this.value, this.changed)
    this.changed = true
  }
}

/** Flags by their long name. */
export type Flags = Readonly<Record<string, AnyFlag>>
