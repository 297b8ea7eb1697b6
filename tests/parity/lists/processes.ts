import type { CommandList } from '../list.ts'

/** `docker top` and `docker stats` */
export const processes: CommandList = {
  name: 'processes',
  steps: [
    "run -d --name box -m 64m base sh -c 'sleep 1000 & sleep 1000'",
    // Both are past the moment at which they have no command line yet.
    'exec box sh -c \'until ps -o args | grep -q "^sleep 1000"; do sleep 0.1; done; sleep 1\'',
    { docker: 'top box', mask: [String.raw`\d+`, ' {2,}'] },
    { docker: 'top box -o pid,args', mask: [String.raw`^\d+`, ' {2,}'] },
    { docker: 'top box aux', mask: [String.raw`\d+(\.\d+)?`, ' {2,}'] },
    'top box --nosuch',
    'top nosuch',
    'top',
    'create --name new base true',
    'top new',
    { docker: 'stats --no-stream', mask: [String.raw`[\d.]+(%|[kMG]?i?B)?`, ' {2,}'] },
    'stats --no-stream --format "{{.Name}} {{.PIDs}}"',
    'stats --no-stream --format "{{.Container}} {{.Name}}" box',
    { docker: 'stats --no-stream -a --no-trunc --format "table {{.ID}}\\t{{.Name}}"' },
    'stats --no-stream nosuch',
    'stats --no-stream --format "{{.Nosuch}}" box',
    'stats --nosuch',
  ],
}
