/** The bytes are not those that their digest names. Nothing of them is handed out. */
export class DigestMismatch extends Error {
  override readonly name = 'DigestMismatch'
  constructor(
    /** What was asked for, for people: `layer`, `manifest`, `diff ID` … */
    readonly what: string,
    /** Digest that was asked for. */
    readonly expected: string,
    /** Digest of the bytes that came. */
    readonly actual: string,
  ) {
    super(`${what} verification failed: expected digest ${expected}, got ${actual}`)
  }
}

/** What the registry does not have. */
export type Missing = 'repository' | 'manifest' | 'blob'

/** The registry answered and does not have it; the message is dockerd's. */
export class NotFound extends Error {
  override readonly name = 'NotFound'
  constructor(
    readonly missing: Missing,
    message: string,
  ) {
    super(message)
  }
}

/** An index has no manifest for a platform; the message is dockerd's. */
export class NoSuchPlatform extends Error {
  override readonly name = 'NoSuchPlatform'
  constructor(platform: string) {
    super(`no matching manifest for ${platform} in the manifest list entries`)
  }
}

/** The download did not complete, or what came cannot be used. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed'
  constructor(
    /** Address that was being fetched. */
    readonly url: string,
    reason: string,
    /** Whether the same download may succeed later: the network failed, or the server did. */
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(`failed to download ${url}: ${reason}`, options)
  }
}

/** The reference is of a registry that is not reached from here. */
export class RegistryUnreachable extends Error {
  override readonly name = 'RegistryUnreachable'
  constructor(readonly domain: string) {
    super(
      `Get "https://${domain}/v2/": ${domain} is not reached from here: ` +
        'only the images that this site serves as docker.io can be pulled',
    )
  }
}

/** A layer is not what the specification says a layer is. */
export class InvalidLayer extends Error {
  override readonly name = 'InvalidLayer'
  constructor(
    /** What is wrong, and where. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`invalid layer: ${reason}`, options)
  }
}
