import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useDocker } from '../useDocker.ts'
import { parseAddress } from './address.ts'
import { CookieJar } from './cookies.ts'
import { Exchange } from './exchange.ts'
import { visitOf, type Visit } from './form.ts'
import type { FrameMessage } from './frame.ts'
import { pageOf, type Shown } from './page.ts'
import { nonsense } from './problem.ts'

/** A browser of the pages that containers publish. */
export interface Browser {
  /** What stands in its window; undefined before anything was asked for. */
  shown: Readonly<Ref<Shown | undefined>>
  /** The address that is shown or being loaded. */
  url: ComputedRef<URL | undefined>
  loading: Readonly<Ref<boolean>>
  canGoBack: ComputedRef<boolean>
  canGoForward: ComputedRef<boolean>
  /** Goes where somebody typed; what is no address is told in the window. */
  open(typed: string): Promise<void>
  back(): Promise<void>
  forward(): Promise<void>
  /** Asks once more for what is shown; a form that was posted is posted again. */
  reload(): Promise<void>
  /** Ends loading. */
  stop(): void
  /** Does what a page's frame asks for, as far as it is the browser's affair. */
  take(message: FrameMessage): Promise<void>
}

/** One jar for the tab: two windows of a browser share their cookies. */
const jar = new CookieJar()
/** Each page has a frame of its own, as frames that are used again fill the history of the tab. */
let pages = 0

/** A browser; it starts nothing, and asks nobody but containers. To be called in `setup`. */
export function useBrowser(): Browser {
  const exchange = new Exchange(useDocker().docker, jar)
  const entries = shallowRef<readonly Visit[]>([])
  const place = ref(-1)
  /** Whether something that is no address is told of in the place of the entry. */
  const astray = ref(false)
  const shown = shallowRef<Shown>()
  const asked = shallowRef<URL>()
  const before = computed(() => (astray.value ? place.value : place.value - 1))
  const loading = computed(() => asked.value !== undefined)
  let controller = new AbortController()
  let refresh: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(stop)

  function stop(): void {
    controller.abort()
    clearTimeout(refresh)
    asked.value = undefined
  }

  /** Loads what is then the entry at a place of the history. */
  async function load(visit: Visit, at: number, keepsLater: boolean): Promise<void> {
    stop()
    const mine = (controller = new AbortController())
    asked.value = visit.url
    try {
      const next = await look(visit, mine.signal)
      mine.signal.throwIfAborted()
      asked.value = undefined
      if (!next) return
      const later = keepsLater ? entries.value.slice(at + 1) : []
      entries.value = [...entries.value.slice(0, at), next.visit, ...later]
      place.value = at
      astray.value = false
      shown.value = next.shown
      if (next.shown.kind === 'page') follow(next.shown.page.refresh)
    } catch (error) {
      if (!mine.signal.aborted) throw error
    } finally {
      if (controller === mine) asked.value = undefined
    }
  }

  async function look(visit: Visit, signal: AbortSignal) {
    const id = ++pages
    const outcome = await exchange.ask(visit, signal)
    if ('problem' in outcome) {
      const { problem, visit: last } = outcome
      return { visit: last, shown: { kind: 'problem' as const, id, url: last.url, problem } }
    }
    const last = outcome.answer.visit
    const page = await pageOf(outcome.answer, exchange, signal)
    if (!page) return undefined
    if ('code' in page)
      return { visit: last, shown: { kind: 'problem' as const, id, url: last.url, problem: page } }
    return { visit: last, shown: { kind: 'page' as const, id, url: last.url, page } }
  }

  function follow(next: { url: URL; seconds: number } | undefined): void {
    if (!next) return
    const go = () => load({ url: next.url, method: 'GET' }, place.value, false)
    refresh = setTimeout(() => void go(), next.seconds * 1000)
  }

  const visit = (next: Visit) => load(next, place.value + 1, false)

  async function revisit(at: number): Promise<void> {
    const entry = entries.value[at]
    if (entry) await load(entry, at, true)
  }

  return {
    shown,
    url: computed(() => asked.value ?? shown.value?.url),
    loading,
    canGoBack: computed(() => before.value >= 0),
    canGoForward: computed(() => place.value < entries.value.length - 1),
    async open(typed) {
      const url = parseAddress(typed)
      if (url) {
        // As with any browser, the address that is shown already is only loaded anew.
        const isShown = entries.value[place.value]?.url.href === url.href
        await load({ url, method: 'GET' }, isShown ? place.value : place.value + 1, isShown)
      } else {
        stop()
        const here = shown.value?.url ?? new URL('about:blank')
        shown.value = { kind: 'problem', id: ++pages, url: here, problem: nonsense(typed) }
        astray.value = true
      }
    },
    back: () => revisit(before.value),
    forward: () => revisit(place.value + 1),
    reload: () => revisit(place.value),
    stop,
    async take(message) {
      if (shown.value?.kind !== 'page' || message.type === 'key') return
      const { links, forms, base } = shown.value.page
      if (message.type === 'visit') {
        const url = links[message.link]
        if (url) await visit({ url, method: 'GET' })
        return
      }
      const target = forms[message.form]
      const next = target && visitOf(target, message.entries, base)
      if (next) await visit(next)
    },
  }
}
