import type { CommandList } from '../list.ts'
import { run } from './run.ts'

/** All lists, in the order in which they run. */
export const lists: readonly CommandList[] = [run]
