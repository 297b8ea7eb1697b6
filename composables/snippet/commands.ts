import { OutputLog, type OutputLine } from './outputLog.ts'
import type { Recording } from './recording.ts'

/** A command of a script with what it wrote. */
export interface CommandOutput {
  command: string
  lines: readonly OutputLine[]
}

/** Takes lines of output apart by the commands that wrote them. */
export function byCommand(lines: readonly OutputLine[]): CommandOutput[] {
  const all: { command: string; lines: OutputLine[] }[] = []
  for (const line of lines) {
    const last = all.at(-1)
    if (line.stream !== 'command') last?.lines.push(line)
    else if (line.continued && last) last.command += `\n${line.text}`
    else all.push({ command: line.text, lines: [] })
  }
  return all
}

/** The commands of a recording with what each wrote; that of a script of one command has its name from the script. */
export function commandOutputs(recording: Recording | undefined): CommandOutput[] {
  if (!recording) return []
  const log = new OutputLog()
  if (!recording.output.some(({ stream }) => stream === 'command'))
    log.command(recording.script.trim().replace(/\\\n\s*/g, ''))
  for (const { stream, text } of recording.output) {
    if (stream === 'command') log.command(text)
    else log.write(stream, text)
  }
  return byCommand(log.view().lines)
}
