import type { CommandList } from '../list.ts'
import type { Varying } from '../varying.ts'

/** BusyBox draws its prompt, and what is to be behind it, by what it asks the terminal. */
const PROMPTS: Varying = { kind: 'prompts', pattern: /(?:\r?\/ # (?:\p{Cc}\[(?:6n|J))?)+/gu }

/** On a terminal, in the background, and with signals. */
export const terminal: CommandList = {
  name: 'terminal',
  steps: [
    { docker: 'pull base', tty: true },
    { docker: 'run --rm -it base sh -c "stty size; tty"', tty: true },
    {
      docker: "run --rm -it base sh -c 'echo ready; read x; echo got $x; exit 3'",
      tty: true,
      stdinAfter: 'ready',
      stdin: 'word\n',
    },
    {
      docker: 'run -it --name left base sh',
      tty: true,
      stdinAfter: '# ',
      stdin: '\u0010\u0011',
      varies: [PROMPTS],
    },
    'ps --format "{{.Names}} {{.State}}"',
    {
      docker: 'attach left',
      tty: true,
      stdinAfter: '# ',
      stdin: 'exit 4\n',
      varies: [PROMPTS],
    },
    'wait left',
    'run -d --name box base sleep 1000',
    { docker: 'exec -it box sh -c "stty size; exit 5"', tty: true },
    { docker: 'ps --format "{{.Names}}"', tty: true },
    { docker: 'wait box', background: '' },
    'kill box',
    {
      docker: `run --name held base sh -c 'trap "exit 7" TERM; echo up; while :; do sleep 0.1; done'`,
      background: 'up',
      signal: 'SIGTERM',
    },
    {
      docker: `run --name trapper base sh -c 'trap "echo caught; exit 9" INT; echo up; while :; do sleep 0.1; done'`,
      background: 'up',
      signal: 'SIGINT',
    },
    { docker: 'ps -a --format "{{.Names}} {{.Status}}"', after: 'background' },
    "run -d --name talker base sh -c 'while :; do echo tick; sleep 0.2; done'",
    {
      docker: 'logs -f --tail 1 talker',
      background: 'tick',
      signal: 'SIGINT',
      varies: [{ kind: 'repeated lines', pattern: /(?:tick\n)+/g }],
    },
    { docker: 'kill talker', after: 'background' },
  ],
}
