import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer of the engine that is not a success: Docker's status code and words. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly status: ContentfulStatusCode

  constructor(status: ContentfulStatusCode, message: string) {
    super(message)
    this.status = status
  }
}

/** 400: the request is not one that the engine understands or honours. */
export const invalid = (message: string) => new EngineError(400, message)

/** 403: it may not be done. */
export const forbidden = (message: string) => new EngineError(403, message)

/** 404: the thing that was named is not there. */
export const notFound = (message: string) => new EngineError(404, message)

/** 409: the thing is in a state that does not allow it. */
export const conflict = (message: string) => new EngineError(409, message)

/** 500: dockerd does not say whose fault it is, as where a container's configuration cannot be read as JSON. */
export const unclassified = (message: string) => new EngineError(500, message)

/** 501: Docker has it, this engine does not. */
export const notImplemented = (message: string) => new EngineError(501, message)

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
