/**
 * The part of `@slidev/client` that the deck uses. The package ships sources that were not written
 * for this project's compiler flags, so `tsconfig.json` points the name here instead.
 */

import type { ClicksContext, RenderContext, SlideRoute } from '@slidev/types'
import type { ComputedRef, Ref } from 'vue'

/** Where the deck is, and how it is shown. */
export interface Nav {
  currentSlideNo: ComputedRef<number>
  total: ComputedRef<number>
  slides: Ref<SlideRoute[]>
  clicks: ComputedRef<number>
  clicksTotal: ComputedRef<number>
  /** The page is being printed or exported. */
  isPrintMode: ComputedRef<boolean>
  /** Every click step is printed as a page of its own. */
  isPrintWithClicks: Ref<boolean>
  isPresenter: ComputedRef<boolean>
  isEmbedded: ComputedRef<boolean>
  next(): Promise<void>
  prev(): Promise<void>
  nextSlide(lastClicks?: boolean): Promise<void>
  prevSlide(lastClicks?: boolean): Promise<void>
  go(slide: number | string, clicks?: number, force?: boolean): Promise<void>
}

/** The slide that a component stands on. */
export interface SlideContext {
  $clicksContext: ClicksContext
  $clicks: Ref<number>
  $page: Ref<number>
  /** `slide` and `presenter` are the live ones; `overview`, `print`, `previewNext` … only show it. */
  $renderContext: Ref<RenderContext>
  $route: SlideRoute | undefined
  $scale: Ref<number>
}

export declare function useNav(): Nav
/** To be called in a component's setup, inside a slide. */
export declare function useSlideContext(): SlideContext
export declare function useDarkMode(): { isDark: Ref<boolean>; toggleDark(): void }
export declare function useIsSlideActive(): Ref<boolean>
export declare function onSlideEnter(callback: () => void): void
export declare function onSlideLeave(callback: () => void): void
/** Keeps Slidev's keyboard shortcuts from acting; returns the way to unlock them. */
export declare function lockShortcuts(): () => void
