import { shallowRef, type ShallowRef } from 'vue'
import { readDocuments, type ImageDocuments } from './image/documents.ts'
import { fetchFile } from './image/fetchFile.ts'

const cache = new Map<string, Promise<ImageDocuments>>()

/** An image's documents, each fetched once for all components; what did not load is asked for again. */
export function loadDocuments(name: string): Promise<ImageDocuments> {
  const known = cache.get(name)
  if (known) return known
  const loading = readDocuments(name, fetchFile)
  cache.set(name, loading)
  void loading.then(({ failure }) => failure && cache.delete(name))
  return loading
}

/**
 * An image's index, manifest and config as they are served by the static registry beside the deck:
 * their bytes' digests, their JSON, and what is wrong where something is. Undefined while they are loading.
 *
 * @param name repository name without `library/`, e.g. `greet`
 */
export function useImageDocuments(name: string): Readonly<ShallowRef<ImageDocuments | undefined>> {
  const documents = shallowRef<ImageDocuments>()
  void loadDocuments(name).then((loaded) => (documents.value = loaded))
  return documents
}
