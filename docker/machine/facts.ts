import * as v from 'valibot'
import type { PathFacts } from './machine.ts'

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    name: v.string(),
    size: v.number(),
    mode: v.number(),
    uid: v.number(),
    gid: v.number(),
    mtime: v.string(),
    linkTarget: v.string(),
    path: v.string(),
    resolved: v.string(),
  }),
)

/** Reads what a `stat` step found out. @throws ValiError if it is not that. */
export function readPathFacts(output: Uint8Array): PathFacts {
  return v.parse(schema, new TextDecoder().decode(output))
}

/** Splits the output of a `list` or `changes` step into its texts. */
export function readTexts(output: Uint8Array): string[] {
  return new TextDecoder().decode(output).split('\0').slice(0, -1)
}
