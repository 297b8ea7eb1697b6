import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { TerminalSize } from '../../docker/host/index.ts'
import { openLink } from './links.ts'
import { paletteAt } from './palette.ts'
import { afterPrompt } from './shellLine.ts'

/** So many lines stay readable above the screen. */
const KEPT = 3000
/** A command line goes on over no more rows than this. */
const ROWS = 20
/** What screen readers say of the place where one types. */
const LABEL = 'Terminal. Tab completes; Escape twice gives the keys back to the slides.'

/** A command line at the shell's prompt. */
export interface CommandLine {
  /** From behind the prompt to the cursor. */
  before: string
  /** The cursor's row from its beginning to the cursor, prompt included. */
  row: string
  /** Behind the cursor. */
  behind: string
}

/** A terminal's screen, which can be moved from place to place in the page. */
export interface Screen {
  readonly size: TerminalSize
  focus(): void
  blur(): void
  clear(): void
  /** Draws what a program prints; resolves when that is done. */
  write(data: string | Uint8Array): Promise<void>
  /** Fits it into its element, with a type size in pixels and the deck's colours as they are now. */
  fit(typeSize: number): void
  /** The command line at the machine's prompt, if that is where the cursor is. */
  commandLine(): CommandLine | undefined
  /** The cursor's row, as far as the cursor. */
  row(): string
  selection(): string
}

/** What happens at a screen. */
export interface ScreenEvents {
  /** Keys and pastes, as programs get them. */
  onText(text: string): void
  /** Mouse reports, which are not text. */
  onBytes(bytes: Uint8Array): void
  onResize(size: TerminalSize): void
  /** A key went down; returns whether it is the program's. */
  onKey(event: KeyboardEvent): boolean
}

/**
 * Makes a screen in an element that is in the page. This file brings xterm.js with it: import it when it is needed.
 */
export function createScreen(element: HTMLElement, events: ScreenEvents): Screen {
  Terminal.strings.promptLabel = LABEL
  const terminal = new Terminal({
    fontFamily: getComputedStyle(element).getPropertyValue('--font-mono'),
    scrollback: KEPT,
    screenReaderMode: true,
    // Programs choose colours, and do not know on what ground they stand, nor how far away people sit.
    minimumContrastRatio: 7,
    // What is amiss in bytes that a program prints is no error of this page.
    logLevel: 'off',
    linkHandler: { activate: (_event, address) => openLink(address) },
  })
  const fitting = new FitAddon()
  terminal.loadAddon(fitting)
  terminal.loadAddon(new WebLinksAddon((_event, address) => openLink(address)))
  terminal.open(element)
  terminal.onData((text) => events.onText(text))
  terminal.onBinary((text) => events.onBytes(Uint8Array.from(text, (byte) => byte.charCodeAt(0))))
  terminal.onResize((size) => events.onResize(size))
  terminal.attachCustomKeyEventHandler((event) => event.type !== 'keydown' || events.onKey(event))

  const lineAt = (row: number) => terminal.buffer.active.getLine(row)
  const cursorRow = () => terminal.buffer.active.baseY + terminal.buffer.active.cursorY
  const rowToCursor = () =>
    lineAt(cursorRow())?.translateToString(false, 0, terminal.buffer.active.cursorX) ?? ''

  return {
    get size() {
      return { rows: terminal.rows, cols: terminal.cols }
    },
    focus: () => terminal.focus(),
    blur: () => terminal.blur(),
    clear: () => terminal.reset(),
    write: (data) => new Promise((resolve) => terminal.write(data, resolve)),
    fit(typeSize) {
      terminal.options.fontSize = typeSize
      terminal.options.theme = paletteAt(element)
      fitting.fit()
    },
    commandLine() {
      const { active } = terminal.buffer
      // Editors and the like have a screen of their own.
      if (active.type !== 'normal') return undefined
      const row = rowToCursor()
      let text = row
      for (let above = cursorRow() - 1; afterPrompt(text) === undefined; above--) {
        const line = lineAt(above)
        const isFull = line?.getCell(terminal.cols - 1)?.getChars() !== ''
        if (!line || !isFull || cursorRow() - above > ROWS) return undefined
        text = line.translateToString() + text
      }
      const behind = lineAt(cursorRow())?.translateToString(true, active.cursorX) ?? ''
      return { before: afterPrompt(text) ?? '', row, behind }
    },
    row: rowToCursor,
    selection: () => terminal.getSelection(),
  }
}
