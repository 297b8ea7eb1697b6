import { digestCheck, type DigestCheck } from '../../composables/image/digestCheck.ts'
import type { DocumentKind, ImageDocuments } from '../../composables/image/documents.ts'
import { shortDigest } from '../../composables/image/jsonLines.ts'

/** What the card of a document says. */
export interface Card {
  /** As short as there is room for; empty while it is not known. */
  digest: string
  /** Bytes. */
  size: number | undefined
  /** Undefined where the document has not been read. */
  check: DigestCheck | undefined
  /** It did not load, or is not what it should be. */
  failed: boolean
}

/** The card of a document of an image, which may still be loading. */
export function cardOf(documents: ImageDocuments | undefined, kind: DocumentKind): Card {
  const document = documents?.[kind]
  const digest = shortDigest(document?.expected ?? document?.computed ?? '')
  return {
    // The config's card is a narrow one.
    digest: kind === 'config' ? digest.replace('sha256:', '') : digest,
    size: document?.size,
    check: document && digestCheck(document.expected, document.computed),
    failed: documents?.failure?.kind === kind,
  }
}
