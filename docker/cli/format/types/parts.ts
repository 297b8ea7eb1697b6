/** Types that several of the API's objects have. */

import { mapOf, named, sliceOf, STRING, struct, type GoType } from '../go/type.ts'
import { textType } from './basic.ts'

/** What is in a set, as Go has one: `map[string]struct{}`. */
export const NOTHING: GoType = struct('struct {}', {})

const PORT = textType('nat.Port')

export const PORT_SET = named('nat.PortSet', mapOf(NOTHING, PORT))

export const PORT_MAP = named(
  'nat.PortMap',
  mapOf(
    sliceOf(
      struct('nat.PortBinding', { HostIP: { type: STRING, json: 'HostIp' }, HostPort: STRING }),
    ),
    PORT,
  ),
)

/** Words of a command. */
export const WORDS = named('strslice.StrSlice', sliceOf(STRING))

export const GRAPH_DRIVER = struct('types.GraphDriverData', { Data: mapOf(STRING), Name: STRING })
