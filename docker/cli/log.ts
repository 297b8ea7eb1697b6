import type { Cli } from './cli.ts'

/** Levels of messages, and what begins them in a terminal. */
const LEVELS = { warning: 'WARN', error: 'ERRO' } as const

/** A message on standard error in the form of Docker's client (sirupsen/logrus). */
async function log(cli: Cli, level: keyof typeof LEVELS, message: string) {
  const isTerminal = cli.io.stderrIsTty === true
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  await cli.err(
    isTerminal
      ? `${LEVELS[level]}[0000] ${message.padEnd(44)} \n`
      : `time="${time}" level=${level} msg=${JSON.stringify(message)}\n`,
  )
}

/** Warns on standard error. */
export function warn(cli: Cli, message: string): Promise<void> {
  return log(cli, 'warning', message)
}

/** Tells an error that does not end the command. */
export function logError(cli: Cli, message: string): Promise<void> {
  return log(cli, 'error', message)
}
