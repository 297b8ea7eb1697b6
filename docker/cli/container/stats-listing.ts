import { shortId } from '../../engine/ids.ts'
import type { Listing } from '../format/list.ts'
import { humanBytes, humanSize } from '../format/size.ts'
import type { StatsEntry } from './stats-entry.ts'

/** How containers' use of resources is listed. @param trunc whether ids are cut short */
export function statsListing(trunc: boolean): Listing<StatsEntry> {
  const known = (show: (entry: StatsEntry) => string, none = '--') => ({
    value: (entry: StatsEntry) => (entry.isInvalid ? none : show(entry)),
  })
  const pair = (first: number, second: number) => `${humanSize(first)} / ${humanSize(second)}`
  return {
    type: '*container.statsContext',
    table: String.raw`{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}`,
    columns: {
      Container: { header: 'CONTAINER', value: ({ container }) => container },
      Name: { header: 'NAME', value: ({ name }) => (name.length > 1 ? name.slice(1) : '--') },
      ID: { header: 'CONTAINER ID', value: ({ id }) => (trunc ? shortId(id) : id) },
      CPUPerc: { header: 'CPU %', ...known(({ cpu }) => `${cpu.toFixed(2)}%`) },
      MemUsage: {
        header: 'MEM USAGE / LIMIT',
        ...known(
          ({ memory, memoryLimit }) => `${humanBytes(memory)} / ${humanBytes(memoryLimit)}`,
          '-- / --',
        ),
      },
      MemPerc: { header: 'MEM %', ...known(({ memoryShare }) => `${memoryShare.toFixed(2)}%`) },
      NetIO: { header: 'NET I/O', ...known(({ received, sent }) => pair(received, sent)) },
      BlockIO: { header: 'BLOCK I/O', ...known(({ read, written }) => pair(read, written)) },
      PIDs: { header: 'PIDS', ...known(({ processes }) => String(processes)) },
    },
  }
}
