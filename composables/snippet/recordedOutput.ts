import { OutputLog, type OutputView } from './outputLog.ts'
import type { Recording } from './recording.ts'

/** A recording's output as a log of lines; empty where there is no recording. */
export function recordedOutput(recording: Recording | undefined): OutputView {
  const log = new OutputLog()
  for (const { stream, text } of recording?.output ?? []) {
    if (stream === 'command') log.command(text)
    else log.write(stream, text)
  }
  return log.view()
}
