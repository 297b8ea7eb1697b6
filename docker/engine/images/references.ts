import {
  canonicalName,
  canonicalString,
  familiarName,
  familiarString,
  isNameOnly,
  tagNameOnly,
  type Reference,
} from '../../registry/reference.ts'
import { conflict, invalid } from '../errors.ts'

interface Entry {
  reference: Reference
  /** The image's ID. */
  id: string
}

/** Which image a tag, or a digest at a registry, names. */
export class ReferenceStore {
  /** By the reference in full. */
  readonly #entries = new Map<string, Entry>()

  /**
   * Lets a tag name an image; an image that it named before loses it.
   * @throws EngineError (400) if it is no tag.
   */
  addTag(reference: Reference, id: string) {
    if (reference.digest !== undefined) {
      throw invalid('refusing to create a tag with a digest reference')
    }
    this.#add(tagNameOnly(reference), id)
  }

  /** Lets a digest name an image. @throws EngineError (409) if it names another one. */
  addDigest(reference: Reference, id: string) {
    this.#add(reference, id)
  }

  delete(reference: Reference) {
    this.#entries.delete(keyOf(reference))
  }

  /** The ID of the image that a reference names; without tag and digest it is `latest`'s. */
  get(reference: Reference): string | undefined {
    return this.#entries.get(keyOf(reference))?.id
  }

  /** The references to an image, in their order. */
  of(id: string): Reference[] {
    return this.#sorted((entry) => entry.id === id).map(({ reference }) => reference)
  }

  /** All references in a repository, in their order. */
  inRepository(repository: Reference): Entry[] {
    const name = canonicalName(repository)
    return this.#sorted(({ reference }) => canonicalName(reference) === name)
  }

  #sorted(accepts: (entry: Entry) => boolean): Entry[] {
    return [...this.#entries]
      .filter(([, entry]) => accepts(entry))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => entry)
  }

  #add(asked: Reference, id: string) {
    const reference = favorDigest(asked)
    if (familiarName(reference) === 'sha256') {
      throw invalid('refusing to create an ambiguous tag using digest algorithm as name')
    }
    const key = keyOf(reference)
    const known = this.#entries.get(key)
    if (known?.id === id) return
    if (known && reference.digest !== undefined) {
      throw conflict(`Cannot overwrite digest ${reference.digest}`)
    }
    this.#entries.set(key, { reference, id })
  }
}

/** Of a tag and a digest, the digest says more. */
function favorDigest(reference: Reference): Reference {
  return reference.digest === undefined ? reference : { ...reference, tag: undefined }
}

function keyOf(reference: Reference): string {
  return canonicalString(favorDigest(isNameOnly(reference) ? tagNameOnly(reference) : reference))
}

/** Whether a reference says which bytes it means. */
export function isCanonical(reference: Reference): boolean {
  return reference.digest !== undefined
}

/** The tags among references, in familiar form. */
export function tagsOf(references: readonly Reference[]): string[] {
  return references.filter((each) => each.tag !== undefined).map(familiarString)
}

/** The digests among references, in familiar form. */
export function digestsOf(references: readonly Reference[]): string[] {
  return references.filter(isCanonical).map(familiarString)
}
