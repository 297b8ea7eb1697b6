import {
  familiarName,
  familiarString,
  InvalidReference,
  parseReference,
  type Reference,
} from '../../registry/reference.ts'
import { invalid, notFound } from '../errors.ts'
import type { Image } from './image.ts'

/** The images the engine has, and the names they go by. */
export class ImageStore {
  readonly #images = new Map<string, Image>()
  /** `base:latest` → image ID. */
  readonly #tags = new Map<string, string>()
  /** `base@sha256:…` → image ID. */
  readonly #digests = new Map<string, string>()

  /** Adds an image under the reference that it was pulled by and the digest that the registry gave for that. */
  add(image: Image, reference: Reference, digest: string) {
    this.#images.set(image.id, image)
    if (reference.tag !== undefined) {
      this.#tags.set(`${familiarName(reference)}:${reference.tag}`, image.id)
    }
    this.#digests.set(`${familiarName(reference)}@${digest}`, image.id)
  }

  /** Every image. */
  all(): Image[] {
    return [...this.#images.values()]
  }

  /** The image's tags in familiar form, `base:latest`. */
  tags(image: Image): string[] {
    return [...this.#tags].filter(([, id]) => id === image.id).map(([tag]) => tag)
  }

  /** The image's digests at registries in familiar form, `base@sha256:…`. */
  digests(image: Image): string[] {
    return [...this.#digests].filter(([, id]) => id === image.id).map(([digest]) => digest)
  }

  /** The image that a tag or a digest names now. */
  byReference(reference: Reference): Image | undefined {
    const name = familiarName(reference)
    const id =
      reference.digest === undefined
        ? this.#tags.get(`${name}:${reference.tag ?? 'latest'}`)
        : this.#digests.get(`${name}@${reference.digest}`)
    return id === undefined ? undefined : this.#images.get(id)
  }

  /**
   * Finds an image by reference, by ID, or by the beginning of its ID.
   * @throws EngineError 404 `No such image: …` (400 where the text is no reference at all).
   */
  get(name: string): Image {
    const whole = this.#images.get(name) ?? this.#images.get(`sha256:${name}`)
    if (whole) return whole
    let reference: Reference
    try {
      reference = parseReference(name)
    } catch (error) {
      if (/^sha256:[0-9a-f]+$/.test(name)) return this.#byPrefix(name.slice('sha256:'.length), name)
      if (error instanceof InvalidReference) throw invalid(error.message)
      throw error
    }
    const named = this.byReference(reference)
    if (named) return named
    if (/^[0-9a-f]{1,64}$/.test(name)) return this.#byPrefix(name, familiarString(reference))
    throw notFound(`No such image: ${familiarString(reference)}`)
  }

  #byPrefix(prefix: string, name: string): Image {
    const found = this.all().filter(({ id }) => id.startsWith(`sha256:${prefix}`))
    const [image, other] = found
    if (image && !other) return image
    throw notFound(`No such image: ${name}`)
  }
}
