/** A template cannot be read or executed; the message is Go's. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/** A template that was read. */
export interface Template {
  /** @throws TemplateError */
  execute(data: unknown): string
}

/** Reads a template. @throws TemplateError */
export function parseTemplate(text: string): Template {
  return {
    execute: (data) =>
      text.replace(/\{\{\s*(json)?\s*((?:\.\w*)+)\s*\}\}/g, (_all, json, path: string) => {
        const value = path
          .split('.')
          .filter(Boolean)
          .reduce((from: unknown, name) => member(from, name), data)
        return json ? JSON.stringify(value) : String(value ?? '<no value>')
      }),
  }
}

function member(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined
  return Object.entries(from).find(([key]) => key === name)?.[1]
}
