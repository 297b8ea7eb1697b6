import * as v from 'valibot'
import type { Api } from './api.ts'
import { humanSize } from './format/size.ts'
import { CliError } from './io.ts'

const Progress = v.object({
  current: v.optional(v.number(), 0),
  total: v.optional(v.number(), 0),
  hidecounts: v.optional(v.boolean(), false),
  units: v.optional(v.string(), ''),
})

type Progress = v.InferOutput<typeof Progress>

const Message = v.object({
  stream: v.optional(v.string(), ''),
  status: v.optional(v.string(), ''),
  id: v.optional(v.string(), ''),
  progressDetail: v.optional(Progress),
  errorDetail: v.nullish(
    v.object({ code: v.optional(v.number(), 0), message: v.optional(v.string(), '') }),
  ),
  aux: v.optional(v.unknown()),
})

type Message = v.InferOutput<typeof Message>

/** The terminal that progress is shown on. */
export interface ProgressTerminal {
  columns: number
}

/**
 * Shows how a pull, a push or a load goes, as Docker's client does (`jsonmessage`): on a terminal a line for each layer
 * with a bar that grows, elsewhere a line for each step and none for the bytes in between.
 * @param terminal not given where the output is none
 * @param onAux is told what a build tells beside what it prints; where it is given, the exit code is the failure's own
 * @throws CliError what kept it from completing
 */
export async function printProgress(
  api: Api,
  response: Response,
  print: (text: string) => Promise<void>,
  terminal?: ProgressTerminal,
  onAux?: (aux: unknown) => void,
) {
  /** The lines that are being shown, by what they are of, counted from the first. */
  const lines = new Map<string, number>()
  for await (const message of api.lines(Message, response)) {
    if (message.aux !== undefined) {
      onAux?.(message.aux)
      continue
    }
    const { id, progressDetail } = message
    let up = 0
    let before = ''
    if (id !== '' && progressDetail) {
      const line = lines.get(id) ?? lines.size
      if (!lines.has(id)) {
        lines.set(id, line)
        if (terminal) before = '\n'
      }
      up = lines.size - line
      if (terminal) before += `\x1b[${up}A`
    } else {
      lines.clear()
    }
    const after = id !== '' && terminal && up > 0 ? `\x1b[${up}B` : ''
    if (message.errorDetail) {
      await print(before + after)
      const exitCode = onAux ? message.errorDetail.code || 1 : 1
      throw new CliError(errorText(message.errorDetail), exitCode)
    }
    await print(before + messageText(message, terminal) + after)
  }
}

function errorText({ code, message }: { code: number; message: string }): string {
  return code === 401 ? 'authentication is required' : message
}

function messageText(message: Message, terminal: ProgressTerminal | undefined): string {
  const { id, status, stream, progressDetail } = message
  const name = id === '' ? '' : `${id}: `
  const bar = progressDetail ? progressText(progressDetail, terminal?.columns ?? 200) : ''
  if (!terminal) return bar === '' ? name + (stream || `${status}\n`) : ''
  if (!progressDetail) return name + (stream || `${status}\n`)
  const isLine = stream === ''
  const end = isLine ? '\r' : ''
  return `${isLine ? '\x1b[2K\r' : ''}${name}${status} ${bar}${end}`
}

/** `[=====>   ] 1.2MB/3.4MB`; empty where nothing is known. */
function progressText({ current, total, hidecounts, units }: Progress, columns: number): string {
  if (current <= 0 && total <= 0) return ''
  const size = (bytes: number) => humanSize(bytes, 4)
  if (total <= 0) return units === '' ? size(current).padStart(8) : `${current} ${units}`
  const filled = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2))
  const bar = columns > 110 ? `[${'='.repeat(filled)}>${' '.repeat(50 - filled)}] ` : ''
  if (hidecounts) return bar
  if (units === '') {
    const done = size(current).padStart(8)
    return bar + (current > total ? done : `${done}/${size(total)}`)
  }
  return bar + (current > total ? `${current} ${units}` : `${current}/${total} ${units}`)
}
