import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'

/** Refuses to join a standard input that is no terminal to one that is. @throws CliError in the words of Docker's client */
export function checkTerminal({ io }: Cli, stdin: boolean, tty: boolean) {
  if (stdin && tty && !io.isTty) throw new CliError('the input device is not a TTY')
}
