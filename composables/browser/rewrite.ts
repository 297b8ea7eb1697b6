/** Makes of what a server sent a document that asks for nothing: what belongs to it is put into it, and no address is left. */

import DOMPurify from 'dompurify'
import { resolve } from './address.ts'
import { inlineCss, type CssSources } from './css.ts'
import { dataUrl } from './dataUrl.ts'
import type { FormTarget } from './form.ts'

/** A file that belongs to a page. */
export interface Part {
  /** Where it came from, after redirects. */
  url: URL
  /** Its media type, without parameters. */
  type: string
  bytes: Uint8Array<ArrayBuffer>
  text: string
}

/** Fetches what belongs to a page; undefined where it does not come. */
export type LoadPart = (url: URL) => Promise<Part | undefined>

/** A page, ready to be framed. */
export interface PageParts {
  /** Its element `html`. Links and forms have the numbers of what they lead to, in `data-visit` and `data-target`. */
  root: HTMLElement
  /** Whether it is in standards mode. */
  standards: boolean
  title: string
  links: readonly URL[]
  forms: readonly FormTarget[]
  /** What addresses are relative to. */
  base: URL
  /** Where it wants to go by itself, and after how many seconds. */
  refresh: { url: URL; seconds: number } | undefined
}

/** Style sheets import each other no deeper than this. */
const DEPTH = 5
const NOTHING = 'data:,'

/** Takes a page apart. Runs nothing of it, and loads only by `load`. */
export async function takeApart(html: string, url: URL, load: LoadPart): Promise<PageParts> {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const base = resolve(page.querySelector('base[href]')?.getAttribute('href') ?? '', url) ?? url
  const title = page.title
  const refresh = refreshOf(page, base)
  for (const element of page.querySelectorAll('noscript'))
    element.replaceWith(...element.childNodes)
  const links = numberLinks(page, url, base)
  const forms = numberForms(page)
  await inlineParts(page, base, load)
  // The one wall is the frame's policy. This one keeps out what no policy knows of: what leads elsewhere or connects ahead.
  const root = DOMPurify.sanitize(page.documentElement, {
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    // A field may be called “name” or “action”: there is no script that it could lead astray.
    SANITIZE_DOM: false,
    ADD_DATA_URI_TAGS: ['input'],
  })
  if (!(root instanceof HTMLElement)) throw new Error('a page without an element html')
  return { root, standards: page.compatMode === 'CSS1Compat', title, links, forms, base, refresh }
}

function refreshOf(page: Document, base: URL): PageParts['refresh'] {
  const meta = page.querySelector('meta[http-equiv="refresh" i]')?.getAttribute('content') ?? ''
  const [, seconds, reference = ''] =
    /^\s*(\d+)(?:\.\d*)?\s*(?:[;,]\s*(?:url\s*=\s*)?["']?([^"']*)["']?)?\s*$/i.exec(meta) ?? []
  const url = resolve(reference, base)
  return seconds !== undefined && url ? { url, seconds: Number(seconds) } : undefined
}

function numberLinks(page: Document, url: URL, base: URL): URL[] {
  for (const element of page.querySelectorAll('[data-visit]')) element.removeAttribute('data-visit')
  const links: URL[] = []
  for (const element of page.querySelectorAll('a, area')) {
    const reference = element.getAttribute('href') ?? element.getAttribute('xlink:href')
    element.removeAttribute('xlink:href')
    element.removeAttribute('href')
    if (reference === null) continue
    const target = resolve(reference, base)
    if (!target) continue
    if (target.hash !== '' && isSame(target, url)) {
      element.setAttribute('href', target.hash)
    } else {
      element.setAttribute('href', '#')
      element.setAttribute('data-visit', String(links.push(target) - 1))
    }
  }
  return links
}

function isSame(a: URL, b: URL): boolean {
  return a.origin + a.pathname + a.search === b.origin + b.pathname + b.search
}

function numberForms(page: Document): FormTarget[] {
  const forms: FormTarget[] = []
  const number = (element: Element, target: FormTarget) => {
    element.setAttribute('data-target', String(forms.push(target) - 1))
  }
  for (const element of page.querySelectorAll('[data-target]'))
    element.removeAttribute('data-target')
  for (const form of page.querySelectorAll('form')) {
    const own = (name: string) => form.getAttribute(name) ?? ''
    number(form, { action: own('action'), method: own('method'), enctype: own('enctype') })
    form.removeAttribute('action')
    form.setAttribute('method', 'get')
  }
  for (const button of page.querySelectorAll('[formaction], [formmethod], [formenctype]')) {
    const form = button.closest('form')
    const own = forms[Number(form?.getAttribute('data-target') ?? 'none')]
    if (!own) continue
    number(button, {
      action: button.getAttribute('formaction') ?? own.action,
      method: button.getAttribute('formmethod') ?? own.method,
      enctype: button.getAttribute('formenctype') ?? own.enctype,
    })
  }
  return forms
}

async function inlineParts(page: Document, base: URL, load: LoadPart): Promise<void> {
  const dataOf = async (reference: string, from: URL) => {
    const url = resolve(reference, from)
    const part = url && (await load(url))
    return part ? dataUrl(part.type, part.bytes) : NOTHING
  }
  const sheetOf = async (reference: string, from: URL, depth: number): Promise<string> => {
    const url = resolve(reference, from)
    const part = url && depth <= DEPTH ? await load(url) : undefined
    return part?.type === 'text/css' ? inlineCss(part.text, sources(part.url, depth + 1)) : ''
  }
  const sources = (from: URL, depth = 1): CssSources => ({
    sheet: (reference) => sheetOf(reference, from, depth),
    data: (reference) => dataOf(reference, from),
  })
  const jobs: Promise<void>[] = []
  const each = (selector: string, work: (element: Element) => Promise<void>) => {
    for (const element of page.querySelectorAll(selector)) jobs.push(work(element))
  }
  each('link[rel~="stylesheet" i][href]:not([rel~="alternate" i], [disabled])', async (link) => {
    const style = page.createElement('style')
    const media = link.getAttribute('media')
    if (media !== null) style.media = media
    style.textContent = await sheetOf(link.getAttribute('href') ?? '', base, 1)
    link.replaceWith(style)
  })
  each('style', async (style) => {
    style.textContent = await inlineCss(style.textContent, sources(base))
  })
  each('[style*="url" i]', async (element) => {
    element.setAttribute(
      'style',
      await inlineCss(element.getAttribute('style') ?? '', sources(base)),
    )
  })
  for (const source of page.querySelectorAll('picture > source')) source.remove()
  for (const element of page.querySelectorAll('[srcset]')) element.removeAttribute('srcset')
  for (const name of ['src', 'poster', 'href', 'xlink:href'])
    each(name.endsWith('href') ? 'image' : `[${name}]`, async (element) => {
      const reference = element.getAttribute(name)
      if (reference === null || /^(?:data:|#)/i.test(reference)) return
      element.removeAttribute(name)
      if (/^(?:img|input|source|video|audio|track|image)$/i.test(element.localName))
        element.setAttribute(name, await dataOf(reference, base))
    })
  await Promise.all(jobs)
}
