import { resolve } from './address.ts'

/** What a browser asks for. */
export interface Visit {
  url: URL
  method: 'GET' | 'POST'
  /** Fields of a form that is posted; files keep their names. */
  body?: URLSearchParams | FormData | string
}

/** How a form is sent, as its attributes say. */
export interface FormTarget {
  action: string
  method: string
  enctype: string
}

/** A field with its value. */
export type FormEntry = readonly [string, string | File]

/** What sending a form asks for; undefined where its action is no address of the web. */
export function visitOf(
  target: FormTarget,
  entries: readonly FormEntry[],
  base: URL,
): Visit | undefined {
  const url = resolve(target.action, base)
  if (!url) return undefined
  const names = entries.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : value.name,
  ])
  if (target.method.toLowerCase() !== 'post') {
    url.search = new URLSearchParams(names).toString()
    return { url, method: 'GET' }
  }
  const type = target.enctype.toLowerCase()
  if (type === 'multipart/form-data') {
    const body = new FormData()
    for (const [name, value] of entries) body.append(name, value)
    return { url, method: 'POST', body }
  }
  if (type === 'text/plain') {
    const body = names.map(([name, value]) => `${name}=${value}\r\n`).join('')
    return { url, method: 'POST', body }
  }
  return { url, method: 'POST', body: new URLSearchParams(names) }
}
