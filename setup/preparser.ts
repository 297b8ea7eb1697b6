import { definePreparserSetup } from '@slidev/types'

const MONACO = /^\s*```.*\{monaco/m
const LIVE_SHELL = /^(\s*```(?:sh|bash|shell|console)\s+\{monaco-run\})(?!\s*\{)/gm

/**
 * Two things that Slidev's live blocks do by themselves would cost people who only read. Every slide
 * is mounted a few seconds after the first one is shown, and with it megabytes of editor: a slide with
 * a Monaco block waits for its turn. And a live block runs as soon as it is shown: one that starts
 * containers waits for its Run button, unless it has options of its own.
 */
export default definePreparserSetup(() => [
  {
    name: 'live-blocks-wait',
    async transformSlide(content, frontmatter) {
      if (MONACO.test(content)) frontmatter.preload ??= false
      return content.replace(LIVE_SHELL, '$1 {autorun:false}')
    },
  },
])
