/**
 * Image references as Docker reads them: the grammar of
 * https://pkg.go.dev/github.com/distribution/reference, with Docker's defaults (registry
 * `docker.io`, namespace `library`, tag `latest`) and Docker's error texts.
 */

/** A reference with every default filled in. */
export interface Reference {
  /** Registry host, with its port if it has one: `docker.io`, `localhost:5000`. */
  readonly domain: string
  /** Repository inside that registry: `library/base`. */
  readonly path: string
  /** Tag; undefined where the reference has a digest only. */
  readonly tag: string | undefined
  /** `sha256:<hex>`; undefined where the reference has a tag only. */
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
const ipv6 = String.raw`\[(?:[a-fA-F0-9:]+)\]`
const domain = String.raw`(?:${domainLabel}(?:\.${domainLabel})*|${ipv6})(?::[0-9]+)?`
const component = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*'
const path = `${component}(?:/${component})*`
const tag = String.raw`[\w][\w.-]{0,127}`
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'

const REFERENCE = new RegExp(`^(?:(${domain})/)?(${path})(?::(${tag}))?(?:@(${digest}))?$`)
const SHA256 = /^sha256:[0-9a-f]{64}$/
const IDENTIFIER = /^[0-9a-f]{64}$/

/**
 * Parses a reference the way `docker pull` does.
 *
 * @throws {InvalidReference} in Docker's words.
 */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text)) {
    throw new InvalidReference(
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    )
  }
  const { domain: host, remainder } = splitDomain(text)
  const colon = remainder.indexOf(':')
  const remoteName = colon > -1 ? remainder.slice(0, colon) : remainder
  if (remoteName !== remoteName.toLowerCase()) {
    throw new InvalidReference(
      `invalid reference format: repository name (${remoteName}) must be lowercase`,
    )
  }
  const match = REFERENCE.exec(`${host}/${remainder}`)
  if (!match || match[1] !== host || !match[2]) {
    throw new InvalidReference('invalid reference format')
  }
  if (match[2].length > MAX_NAME_LENGTH) {
    throw new InvalidReference(
      `repository name must not be more than ${MAX_NAME_LENGTH} characters`,
    )
  }
  if (match[4] !== undefined && !SHA256.test(match[4])) {
    throw new InvalidReference('invalid reference format')
  }
  const hasNeither = match[3] === undefined && match[4] === undefined
  return {
    domain: host,
    path: match[2],
    tag: hasNeither ? DEFAULT_TAG : match[3],
    digest: match[4],
  }
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
 * A first component is a registry only where it could not be a namespace on Docker Hub: it has a
 * dot or a port, is `localhost`, or has capitals.
 */
function splitDomain(name: string): { domain: string; remainder: string } {
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const isDomain =
    slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)
  const host = isDomain ? first : DEFAULT_DOMAIN
  const remainder = isDomain ? name.slice(slash + 1) : name
  const domain = host === LEGACY_DEFAULT_DOMAIN ? DEFAULT_DOMAIN : host
  return domain === DEFAULT_DOMAIN && !remainder.includes('/')
    ? { domain, remainder: OFFICIAL_NAMESPACE + remainder }
    : { domain, remainder }
}
