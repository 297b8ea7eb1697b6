import { computed, type ComputedRef } from 'vue'
import { useImage, type ImageLayer } from './useImage.ts'

/** What a part of the stack is there for, from the bottom up. */
export type PartRole = 'base' | 'runtime' | 'application'

/** The layers that one image of the family adds to the one below it. */
export interface ImagePart {
  /** What the part is there for. */
  role: PartRole
  /** The image in which the part is on top. */
  image: string
  /** The part's own layers, bottom first; empty while they are not known. */
  layers: readonly ImageLayer[]
  /** Bytes to download for these layers (compressed); undefined while not known. */
  size: number | undefined
}

/** The three parts of the image `greet`, and what keeps their sizes from being shown. */
export interface ImageParts {
  /** Bottom first. */
  parts: ComputedRef<readonly ImagePart[]>
  /** Bytes of the whole image to download (compressed); undefined while not known. */
  total: ComputedRef<number | undefined>
  /** What is missing and how to get it, if something is. */
  missing: ComputedRef<string | undefined>
  /** Nothing is being loaded any more. */
  settled: ComputedRef<boolean>
}

const FAMILY = [
  { role: 'base', image: 'base' },
  { role: 'runtime', image: 'lua' },
  { role: 'application', image: 'greet' },
] as const

/**
 * Takes the image `greet` apart into base, run-time and application: each part is what the
 * manifest of one image has on top of the layers of the one it was built from.
 */
export function useImageParts(): ImageParts {
  const members = FAMILY.map(({ role, image }) => ({ role, image, state: useImage(image) }))
  const layersOf = (member: (typeof members)[number] | undefined) =>
    member?.state.value.status === 'ready' ? member.state.value.image.layers : []

  const parts = computed(() =>
    members.map((member, i): ImagePart => {
      const below = new Set(layersOf(members[i - 1]).map((layer) => layer.digest))
      const layers = layersOf(member).filter((layer) => !below.has(layer.digest))
      const ready = members.every(({ state }) => state.value.status === 'ready')
      const size = ready ? layers.reduce((sum, layer) => sum + layer.size, 0) : undefined
      return { role: member.role, image: member.image, layers, size }
    }),
  )
  const total = computed(() =>
    parts.value.reduce<number | undefined>(
      (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    ),
  )
  const missing = computed(() => {
    for (const { state } of members) {
      if (state.value.status === 'missing') return state.value.message
    }
    return undefined
  })
  const settled = computed(() => members.every(({ state }) => state.value.status !== 'loading'))
  return { parts, total, missing, settled }
}
