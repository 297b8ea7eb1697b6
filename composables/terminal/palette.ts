import type { ITheme } from '@xterm/xterm'

/** The names of the sixteen colours, as xterm.js has them and as `styles/tokens.css` does. */
export const COLOURS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const

/** The custom property that holds a colour, e.g. `--ansi-bright-red`. */
export function tokenOf(colour: (typeof COLOURS)[number]): string {
  return `--ansi-${colour.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The colours of a terminal at a place in the page, from the deck's tokens as they are now. */
export function paletteAt(element: Element): ITheme {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const selection = `${token('--color-image')}4d`
  return {
    background: token('--color-surface'),
    foreground: token('--color-ink'),
    cursor: token('--color-container'),
    cursorAccent: token('--color-surface'),
    selectionBackground: selection,
    selectionInactiveBackground: selection,
    scrollbarSliderBackground: `${token('--color-muted')}66`,
    scrollbarSliderHoverBackground: `${token('--color-muted')}99`,
    scrollbarSliderActiveBackground: token('--color-muted'),
    ...Object.fromEntries(COLOURS.map((colour) => [colour, token(tokenOf(colour))])),
  }
}
