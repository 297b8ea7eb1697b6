/** The signals that a Node process gets, as a command of the client sees them. */

import process from 'node:process'
import type { DockerIo } from '../cli/io.ts'

/** What a command passes on; Go's runtime keeps SIGCHLD, SIGPIPE and SIGURG for itself, and so does Docker's client. */
const PASSED_ON: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGCONT',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGWINCH',
]

/** Watches for Ctrl+C, which aborts unless a command has taken the signals over. */
export function watchSignals(): Required<Pick<DockerIo, 'signal' | 'onSignal'>> {
  const stop = new AbortController()
  let taken = 0
  process.on('SIGINT', () => {
    if (taken === 0) stop.abort()
  })
  return {
    signal: stop.signal,
    onSignal(listener) {
      taken += 1
      for (const name of PASSED_ON) process.on(name, listener)
      return () => {
        taken -= 1
        for (const name of PASSED_ON) process.off(name, listener)
      }
    },
  }
}
