/**
 * Image references as Docker 20.10 reads them: the grammar and the error texts of
 * https://pkg.go.dev/github.com/docker/distribution@v2.8.1+incompatible/reference, with Docker's defaults (registry
 * `docker.io`, namespace `library`, tag `latest`).
 */

/** A reference in full: what Docker calls normalized. */
export interface Reference {
  /** Registry host, with its port if it has one: `docker.io`, `localhost:5000`. */
  readonly domain: string
  /** Repository inside that registry: `library/base`. */
  readonly path: string
  /** Tag; undefined where the reference has a digest only. */
  readonly tag: string | undefined
  /** `<algorithm>:<hex>`; undefined where the reference has a tag only. */
  readonly digest: string | undefined
}

/** The text is not a reference; the message is Docker's. */
export class InvalidReference extends Error {
  override readonly name = 'InvalidReference'
}

const DEFAULT_DOMAIN = 'docker.io'
const LEGACY_DEFAULT_DOMAIN = 'index.docker.io'
const OFFICIAL_NAMESPACE = 'library/'
const DEFAULT_TAG = 'latest'
const MAX_NAME_LENGTH = 255

const domainLabel = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domain = String.raw`${domainLabel}(?:\.${domainLabel})*(?::[0-9]+)?`
const component = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*'
const path = `${component}(?:/${component})*`
const tag = String.raw`[\w][\w.-]{0,127}`
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'

const REFERENCE = new RegExp(`^(?:(${domain})/)?(${path})(?::(${tag}))?(?:@(${digest}))?$`)
const TAG = new RegExp(`^${tag}$`)
const IDENTIFIER = /^[0-9a-f]{64}$/
const ANY_DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/
/** Algorithms that Go's digest package has, with the hexadecimal digits of each. */
const DIGEST_LENGTH: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])

/**
 * Parses a reference the way `docker pull` does: without a tag or digest it is that of `latest`.
 *
 * @throws {InvalidReference} in Docker's words.
 */
export function parseReference(text: string): Reference {
  return tagNameOnly(parseNamed(text))
}

/**
 * Parses a reference as it stands: without a tag or digest it names the repository (`ParseNormalizedNamed`).
 *
 * @throws {InvalidReference} in Docker's words.
 */
export function parseNamed(text: string): Reference {
  if (IDENTIFIER.test(text)) {
    throw new InvalidReference(
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    )
  }
  const { domain: host, remainder } = splitDomain(text)
  const colon = remainder.indexOf(':')
  const remoteName = colon > -1 ? remainder.slice(0, colon) : remainder
  if (remoteName !== remoteName.toLowerCase()) {
    throw new InvalidReference('invalid reference format: repository name must be lowercase')
  }
  const match = REFERENCE.exec(`${host}/${remainder}`)
  if (!match || match[1] !== host || !match[2]) {
    throw new InvalidReference('invalid reference format')
  }
  if (host.length + 1 + match[2].length > MAX_NAME_LENGTH) {
    throw new InvalidReference(
      `repository name must not be more than ${MAX_NAME_LENGTH} characters`,
    )
  }
  if (match[4] !== undefined) {
    const problem = digestProblem(match[4])
    if (problem !== undefined) throw new InvalidReference(problem)
  }
  return { domain: host, path: match[2], tag: match[3], digest: match[4] }
}

/** An image as people name it: a reference, or the digest that is its whole ID. */
export type AnyReference = Reference | { readonly id: string }

/**
 * Parses what may be an image's whole ID, with or without `sha256:`, or a reference (`ParseAnyReference`).
 *
 * @throws {InvalidReference} in Docker's words.
 */
export function parseAnyReference(text: string): AnyReference {
  if (IDENTIFIER.test(text)) return { id: `sha256:${text}` }
  return digestProblem(text) === undefined ? { id: text } : parseNamed(text)
}

/** Why a text is no digest, in the words of Go's digest package; undefined where it is one. */
export function digestProblem(text: string): string | undefined {
  if (!ANY_DIGEST.test(text)) return 'invalid checksum digest format'
  const [algorithm = '', encoded = ''] = text.split(':')
  const length = DIGEST_LENGTH.get(algorithm)
  if (length === undefined) return 'unsupported digest algorithm'
  if (encoded.length !== length) return 'invalid checksum digest length'
  return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format'
}

/** Whether a reference names a repository and nothing in it. */
export function isNameOnly(reference: Reference): boolean {
  return reference.tag === undefined && reference.digest === undefined
}

/** Adds the tag `latest` where there is neither tag nor digest. */
export function tagNameOnly(reference: Reference): Reference {
  return isNameOnly(reference) ? { ...reference, tag: DEFAULT_TAG } : reference
}

/** The reference with this tag. @throws {InvalidReference} `invalid tag format` */
export function withTag(reference: Reference, name: string): Reference {
  if (!TAG.test(name)) throw new InvalidReference('invalid tag format')
  return { ...reference, tag: name }
}

/** Repository with its registry: `docker.io/library/base`. */
export function canonicalName(reference: Reference): string {
  return `${reference.domain}/${reference.path}`
}

/** Repository as people write it: `base` for `docker.io/library/base`. */
export function familiarName(reference: Reference): string {
  if (reference.domain !== DEFAULT_DOMAIN) return canonicalName(reference)
  const short = reference.path.slice(OFFICIAL_NAMESPACE.length)
  return reference.path.startsWith(OFFICIAL_NAMESPACE) && !short.includes('/')
    ? short
    : reference.path
}

/** Reference as people write it, tag and digest included: `base:latest`, `base@sha256:…`. */
export function familiarString(reference: Reference): string {
  return familiarName(reference) + suffix(reference)
}

/** Reference in full: `docker.io/library/base:latest`. */
export function canonicalString(reference: Reference): string {
  return canonicalName(reference) + suffix(reference)
}

function suffix({ tag, digest }: Reference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)
}

/**
 * A first component is a registry only where it could not be a namespace on Docker Hub: it has a dot or a port, or
 * is `localhost`.
 */
function splitDomain(name: string): { domain: string; remainder: string } {
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const isDomain = slash !== -1 && (/[.:]/.test(first) || first === 'localhost')
  const host = isDomain ? first : DEFAULT_DOMAIN
  const remainder = isDomain ? name.slice(slash + 1) : name
  const domain = host === LEGACY_DEFAULT_DOMAIN ? DEFAULT_DOMAIN : host
  return domain === DEFAULT_DOMAIN && !remainder.includes('/')
    ? { domain, remainder: OFFICIAL_NAMESPACE + remainder }
    : { domain, remainder }
}
