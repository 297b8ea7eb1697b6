import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

const Staged = v.object({
  /** Each after the one that it is built from; `epoch` in seconds since 1970. */
  images: v.array(v.object({ name: v.string(), epoch: v.number() })),
  /** The packages in them, for the SBOM. */
  components: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      sha256: v.undefinedable(v.string()),
      purl: v.string(),
      description: v.string(),
      sourceUrls: v.exactOptional(v.array(v.string())),
    }),
  ),
})

/** What the images are built from beside their contexts. Where there is no Debian, a container leaves it. */
export type Staged = v.InferOutput<typeof Staged>

/** Folder with a build context for each image. */
export function stagedFolder(cache: string): string {
  return join(cache, 'images')
}

/** Notes what the contexts are. */
export function writeStaged(cache: string, staged: Staged): void {
  writeFileSync(stagedFile(cache), JSON.stringify(staged))
}

/** @throws when it is not there */
export function readStaged(cache: string): Staged {
  return v.parse(Staged, JSON.parse(readFileSync(stagedFile(cache), 'utf8')))
}

function stagedFile(cache: string): string {
  return join(stagedFolder(cache), 'staged.json')
}
