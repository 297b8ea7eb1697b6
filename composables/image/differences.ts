/** A file of a layer's tar. */
export interface LayerEntry {
  /** Path from the root, without a leading `/`. */
  path: string
  /** Bytes of its content. */
  size: number
}

/** What a layer does to a file, seen from the layers below it. */
export interface Difference extends LayerEntry {
  kind: 'added' | 'changed' | 'deleted'
  /** The entry's own name in the tar: a deleted file has a whiteout there. */
  entry: string
}

/** Layers as differences, and what all of them together show. */
export interface Differences {
  /** For each layer, bottom first, what it does. */
  layers: readonly (readonly Difference[])[]
  /** For each file that can be seen from the top, the layer from which it comes. */
  union: ReadonlyMap<string, number>
}

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/**
 * Tells what each layer does to the files below it, by the rules of the OCI's image specification: a file
 * covers the one below; a whiteout hides it; an opaque folder hides all that the layers below have in it.
 *
 * @param layers files of each layer, bottom first, folders left out
 */
export function differencesOf(layers: readonly (readonly LayerEntry[])[]): Differences {
  const union = new Map<string, number>()
  const told = layers.map((entries, layer) => {
    const below = new Map(union)
    return entries.flatMap(({ path, size }): Difference[] => {
      const cut = path.lastIndexOf('/') + 1
      const [folder, name] = [path.slice(0, cut), path.slice(cut)]
      if (!name.startsWith(WHITEOUT)) {
        union.set(path, layer)
        return [{ path, size, entry: path, kind: below.has(path) ? 'changed' : 'added' }]
      }
      const target = folder + name.slice(WHITEOUT.length)
      const hides = (file: string) =>
        name === OPAQUE ? file.startsWith(folder) : file === target || file.startsWith(`${target}/`)
      const hidden = [...below.keys()].filter(hides)
      for (const file of hidden) if (union.get(file) !== layer) union.delete(file)
      return hidden.map((file) => ({ path: file, size, entry: path, kind: 'deleted' }))
    })
  })
  return { layers: told, union }
}
