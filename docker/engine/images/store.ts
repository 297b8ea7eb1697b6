import {
  familiarString,
  InvalidReference,
  parseAnyReference,
  tagNameOnly,
  type AnyReference,
  type Reference,
} from '../../registry/reference.ts'
import { invalid, notFound } from '../errors.ts'
import type { Image } from './image.ts'
import { digestsOf, ReferenceStore, tagsOf } from './references.ts'

/** The images the engine has, the names they go by, and which was made from which. */
export class ImageStore {
  readonly references = new ReferenceStore()
  readonly #images = new Map<string, Image>()
  /** Image ID → ID of the image that it was committed on. */
  readonly #parents = new Map<string, string>()
  /** Image ID → when it was last given a tag. */
  readonly #tagged = new Map<string, Date>()

  /** Adds an image; one with the same ID that is there already stays. */
  add(image: Image): Image {
    const known = this.#images.get(image.id)
    if (known) return known
    this.#images.set(image.id, image)
    return image
  }

  /** Forgets an image; its references are the caller's to remove. */
  delete(image: Image) {
    for (const child of this.children(image)) this.#parents.delete(child.id)
    this.#images.delete(image.id)
    this.#parents.delete(image.id)
    this.#tagged.delete(image.id)
  }

  /** Gives an image a tag. @throws EngineError (400) if the reference is no tag. */
  tag(image: Image, reference: Reference, now: Date) {
    this.references.addTag(reference, image.id)
    this.#tagged.set(image.id, now)
  }

  /** When the image was last given a tag here. */
  lastTagged(image: Image): Date | undefined {
    return this.#tagged.get(image.id)
  }

  setParent(image: Image, parent: Image) {
    this.#parents.set(image.id, parent.id)
  }

  parent(image: Image): Image | undefined {
    const id = this.#parents.get(image.id)
    return id === undefined ? undefined : this.#images.get(id)
  }

  children(image: Image): Image[] {
    return this.all().filter(({ id }) => this.#parents.get(id) === image.id)
  }

  /** Every image, in the order they came in. */
  all(): Image[] {
    return [...this.#images.values()]
  }

  byId(id: string): Image | undefined {
    return this.#images.get(id)
  }

  /** The image's tags in familiar form, `base:latest`. */
  tags(image: Image): string[] {
    return tagsOf(this.references.of(image.id))
  }

  /** The image's digests at registries in familiar form, `base@sha256:…`. */
  digests(image: Image): string[] {
    return digestsOf(this.references.of(image.id))
  }

  /** The image that a tag or a digest names now. */
  byReference(reference: Reference): Image | undefined {
    const id = this.references.get(reference)
    return id === undefined ? undefined : this.#images.get(id)
  }

  /**
   * Finds an image by reference, by ID, or by the beginning of its ID.
   * @throws EngineError 404 `No such image: …` (400 where the text is no reference at all).
   */
  get(name: string): Image {
    const reference = anyReference(name)
    if ('id' in reference) {
      const image = this.#images.get(reference.id)
      if (image) return image
      throw notFound(`No such image: ${reference.id}`)
    }
    const image = this.byReference(reference) ?? this.byPrefix(name)
    if (image) return image
    throw notFound(`No such image: ${familiarString(tagNameOnly(reference))}`)
  }

  /** The one image whose ID begins like this, with or without `sha256:`. */
  byPrefix(text: string): Image | undefined {
    const prefix = text.startsWith('sha256:') ? text.slice('sha256:'.length) : text
    if (!/^[0-9a-f]+$/.test(prefix)) return undefined
    const [image, other] = this.all().filter(({ id }) => id.startsWith(`sha256:${prefix}`))
    return other ? undefined : image
  }
}

function anyReference(name: string): AnyReference {
  try {
    return parseAnyReference(name)
  } catch (error) {
    if (error instanceof InvalidReference) throw invalid(error.message)
    throw error
  }
}
