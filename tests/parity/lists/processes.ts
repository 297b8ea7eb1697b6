import type { CommandList } from '../list.ts'

/** `docker top` and `docker stats` */
export const processes: CommandList = {
  name: 'processes',
  steps: [
    "run -d --name box -m 64m base sh -c 'sleep 1000 & sleep 1000'",
    // Both are past the moment at which they have no command line yet.
    'exec box sh -c \'until ps -o args | grep -q "^sleep 1000"; do sleep 0.1; done; sleep 1\'',
    {
      docker: 'top box',
      varies: [
        { kind: 'time of day', pattern: /\b\d\d:\d\d(?= )/g },
        { kind: 'processor time', pattern: /\b\d\d:\d\d:\d\d\b|(?<=^root +\d+ +\d+ +)\d+/gm },
        { kind: 'process ids', pattern: /(?<=^root +)\d+|(?<=^root +\d+ +)\d+/gm },
      ],
    },
    {
      docker: 'top box -o pid,args',
      varies: [{ kind: 'process ids', pattern: /^\d+/gm }],
    },
    {
      docker: 'top box aux',
      varies: [
        { kind: 'time of day', pattern: /\b\d\d:\d\d(?= )/g },
        { kind: 'processor time', pattern: /\b\d:\d\d(?= )|(?<=^root +\d+ +)[\d.]+/gm },
        { kind: 'process ids', pattern: /(?<=^root +)\d+/gm },
      ],
    },
    'top box --nosuch',
    'top nosuch',
    'top',
    'create --name new base true',
    'top new',
    {
      docker: 'stats --no-stream',
      varies: [
        { kind: 'processor time', pattern: /(?<= box +)[\d.]+%/g },
        { kind: 'memory in use', pattern: /[\d.]+[KM]iB(?= \/ )|(?<= 64MiB +)[\d.]+%/g },
      ],
    },
    'stats --no-stream --format "{{.Name}} {{.PIDs}}"',
    'stats --no-stream --format "{{.Container}} {{.Name}}" box',
    { docker: 'stats --no-stream -a --no-trunc --format "table {{.ID}}\\t{{.Name}}"' },
    'stats --no-stream nosuch',
    'stats --no-stream --format "{{.Nosuch}}" box',
    'stats --nosuch',
  ],
}
