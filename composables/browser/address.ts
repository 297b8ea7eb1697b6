/** What a person types into an address bar, and what a link or a redirect leads to. */

/** Names under which a computer knows itself, as browsers have them (`*.localhost` too: RFC 6761). */
const LOCAL = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/

/** Reads what was typed; undefined where it is no address. `8080` and `:8080/path` are ports of this computer. */
export function parseAddress(typed: string): URL | undefined {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return undefined
  if (/^:?\d{1,5}(?:[/?#]|$)/.test(text)) return parse(`http://localhost:${text.replace(/^:/, '')}`)
  if (text.startsWith('/')) return parse(`http://localhost${text}`)
  return parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`)
}

/** Whether an address is this computer's: where the ports are that containers publish. */
export function isLocal(url: URL): boolean {
  return LOCAL.test(url.hostname)
}

/** The port that an address names, or its scheme means. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80))
}

/** The address that an attribute of a page means; undefined where it means none of the web. */
export function resolve(reference: string, base: URL): URL | undefined {
  const url = parse(reference.trim(), base)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** An address as address bars show it: without what goes without saying. */
export function shortAddress(url: URL): string {
  const { host, pathname, search, hash, protocol } = url
  const path = pathname === '/' && search + hash === '' ? '' : pathname
  return `${protocol === 'http:' ? '' : `${protocol}//`}${host}${path}${search}${hash}`
}

function parse(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base)) return undefined
  const url = new URL(text, base)
  url.username = url.password = ''
  return url
}
