/** What begins with quotes may have anything in it. */
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`
const URL_FUNCTION = String.raw`url\(\s*(?:${STRING}|[^"'\s)]*)\s*\)`
/** A comment, or what refers to something, or a string, whichever begins first: what is inside of one is not another. */
const TOKEN = new RegExp(
  [
    String.raw`/\*[^]*?(?:\*/|$)`,
    String.raw`@import\s+(?:${URL_FUNCTION}|${STRING})(?<media>[^;]*)(?:;|$)`,
    String.raw`(?:-webkit-)?image-set\(\s*(?:${URL_FUNCTION}|${STRING})(?:[^()]|\([^()]*\))*\)`,
    URL_FUNCTION,
    STRING,
  ].join('|'),
  'gi',
)
const REFERENCE = /"([^"]*)"|'([^']*)'|url\(\s*([^"'\s)]+)/i

/** What a style sheet refers to. */
export interface CssSources {
  /** A style sheet that is imported, with its own references replaced. */
  sheet(reference: string): Promise<string>
  /** The `data:` address of a picture or a font. */
  data(reference: string): Promise<string>
}

/** Puts what a style sheet refers to into it, so that nothing is left to be loaded. Of an image set the first is taken. */
export async function inlineCss(css: string, sources: CssSources): Promise<string> {
  const parts: (string | Promise<string>)[] = []
  let end = 0
  for (const match of css.matchAll(TOKEN)) {
    const [token] = match
    parts.push(css.slice(end, match.index))
    end = match.index + token.length
    const [, ...quoted] = REFERENCE.exec(token) ?? []
    const reference = quoted.join('')
    if (/^@import/i.test(token))
      parts.push(importOf(reference, match.groups?.['media']?.trim() ?? '', sources))
    else if (/^(?:url|image-set|-webkit-image-set)/i.test(token))
      parts.push(dataOf(reference, sources))
    else parts.push(token)
  }
  parts.push(css.slice(end))
  return (await Promise.all(parts)).join('')
}

async function importOf(reference: string, media: string, sources: CssSources): Promise<string> {
  const sheet = await sources.sheet(reference)
  return media === '' ? `${sheet}\n` : `@media ${media} {\n${sheet}\n}\n`
}

async function dataOf(reference: string, sources: CssSources): Promise<string> {
  if (/^(?:data:|#)/i.test(reference)) return `url("${reference.replaceAll('"', '%22')}")`
  return `url("${await sources.data(reference)}")`
}
