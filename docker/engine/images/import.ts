import { PLATFORM } from '../../registry/client.ts'
import {
  familiarString,
  InvalidReference,
  parseNamed,
  withTag,
  type Reference,
} from '../../registry/reference.ts'
import { changedConfig } from '../dockerfile/changes.ts'
import { EngineError, invalid } from '../errors.ts'
import { ENGINE_VERSION } from '../version.ts'
import { writeConfig } from './config-file.ts'
import { emitImage, type ImageContext } from './context.ts'
import { makeImage } from './image.ts'
import { openLayer } from './open-layer.ts'
import { message, type Say } from './progress.ts'

/** What `docker import` asks for. */
export interface ImportRequest {
  /** Where the files come from; `-` is the request's body. */
  source: string
  repository: string
  tag: string
  comment: string
  /** Instructions of a Dockerfile. */
  changes: readonly string[]
  os: string
}

/**
 * Checks what can be checked before the files are there.
 * @throws EngineError (400, 500) in dockerd's words
 */
export function prepareImport({ source, repository, tag, changes, os }: ImportRequest) {
  const reference = repository === '' ? undefined : importReference(repository, tag)
  if (os !== PLATFORM.os) throw invalid('operating system is not supported')
  const config = changedConfig({}, changes)
  if (source !== '-') {
    throw new EngineError(500, `${source} is not reached from here: send the files themselves`)
  }
  return { reference, config }
}

/**
 * Makes an image of one layer of the files in a tar, which may be compressed (dockerd's `ImportImage`).
 * @throws InvalidLayer if it is no tar, EngineError if it cannot be unpacked
 */
export async function importImage(
  context: ImageContext,
  request: ImportRequest,
  { body, say }: { body: Uint8Array<ArrayBuffer>; say: Say },
): Promise<void> {
  const { reference, config } = prepareImport(request)
  const { images, layers, now } = context
  const content = await openLayer(body)
  const release = layers.hold([content.diffId])
  try {
    const layer = await layers.unpack(content.diffId, () => Promise.resolve(content))
    const created = now().toISOString()
    const comment = request.comment || `Imported from ${request.source}`
    const json = writeConfig({
      docker_version: ENGINE_VERSION,
      config,
      architecture: PLATFORM.architecture,
      os: request.os,
      created,
      comment,
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      history: [{ created, comment }],
    })
    const image = images.add(await makeImage(json, [layer]))
    if (reference) {
      images.tag(image, reference, now())
      emitImage(context, 'tag', image, familiarString(reference))
    }
    emitImage(context, 'import', image)
    say(message(image.id))
  } finally {
    release()
  }
}

function importReference(repository: string, tag: string): Reference {
  try {
    const named = parseNamed(repository)
    if (named.digest !== undefined) throw invalid('cannot import digest reference')
    return tag === '' ? named : withTag(named, tag)
  } catch (error) {
    if (error instanceof InvalidReference) throw invalid(error.message)
    throw error
  }
}
