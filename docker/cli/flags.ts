/** Flags of commands: how they are declared, and how they are read. */
export { bool, int, list, text, uint } from './flags/basic.ts'
export { bytes, cpus, filter, filtersJson, map, swapBytes, type Filters } from './flags/docker.ts'
export { Flag, FlagError, type AnyFlag, type FlagOptions, type Flags } from './flags/flag.ts'
export { parseFlags } from './flags/parse.ts'
