import type { CommandList } from '../list.ts'

/** `docker run`: output, exit codes, and what comes of words that are wrong. */
export const run: CommandList = {
  name: 'run',
  steps: [
    'run base true',
    'run --rm base echo hi',
    "run --rm base sh -c 'echo out; echo err >&2; exit 7'",
    { docker: 'run -i --rm base cat', stdin: 'line 1\nline 2' },
    'run --name one -e A=b base env',
    'logs one',
    'run --rm base nosuch',
    'run --rm base /etc',
    'run --nosuch base',
    'run',
    'run --rm nosuch',
    'run --rm Base',
    'run -d --name two base sleep 100',
    'run --name two base true',
    'ps',
    'ps -a',
    'rm -f two',
  ],
}
