/** Cookies as RFC 6265 has them, for hosts of one computer: kept by host name, whatever the port. */

interface Cookie {
  name: string
  value: string
  path: string
  /** Milliseconds since 1970; infinite for a cookie of the session. */
  expires: number
}

/** The cookies of a browser that is closed with its tab. */
export class CookieJar {
  readonly #hosts = new Map<string, Cookie[]>()

  /** Value of the `Cookie` header for an address; empty where there are none. */
  header(url: URL, now = Date.now()): string {
    return (this.#hosts.get(url.hostname) ?? [])
      .filter(({ path, expires }) => expires > now && matches(url.pathname, path))
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  /**
   * Takes a `Set-Cookie` header that came from an address. A cookie for another host is not taken, and one for a
   * domain above is kept for this host alone.
   */
  take(url: URL, header: string, now = Date.now()): void {
    const cookie = parse(header, url, now)
    if (!cookie) return
    const others = (this.#hosts.get(url.hostname) ?? []).filter(
      ({ name, path }) => name !== cookie.name || path !== cookie.path,
    )
    this.#hosts.set(url.hostname, cookie.expires > now ? [...others, cookie] : others)
  }
}

function parse(header: string, url: URL, now: number): Cookie | undefined {
  const [pair = '', ...rest] = header.split(';')
  const [, name = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(pair) ?? []
  if (name === '') return undefined
  const attributes = new Map(
    rest.map((part) => {
      const [, key = '', text = ''] = /^\s*([^=]*?)\s*(?:=\s*(.*?)\s*)?$/.exec(part) ?? []
      return [key.toLowerCase(), text]
    }),
  )
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? ''
  if (domain !== '' && url.hostname !== domain && !url.hostname.endsWith(`.${domain}`))
    return undefined
  const path = attributes.get('path') ?? ''
  return {
    name,
    value,
    path: path.startsWith('/') ? path : folderOf(url.pathname),
    expires: expiryOf(attributes, now),
  }
}

function expiryOf(attributes: ReadonlyMap<string, string>, now: number): number {
  const age = attributes.get('max-age') ?? ''
  if (/^-?\d+$/.test(age)) return Number(age) > 0 ? now + Number(age) * 1000 : 0
  const date = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(date) ? Infinity : date
}

/** RFC 6265, 5.1.4. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}

function matches(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
