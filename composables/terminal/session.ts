import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import {
  DockerUnavailable,
  type Docker,
  type Remedy,
  type Terminal,
} from '../../docker/host/index.ts'
import { completeLine } from './completeLine.ts'
import { createEcho } from './echo.ts'
import { createKeys, type Purpose } from './keys.ts'
import { createTypist, type Typist } from './typist.ts'
import type { Screen } from './xterm.ts'

/** Where a terminal is in its life. */
export type TerminalState =
  | { is: 'off' }
  | { is: 'opening' }
  | { is: 'open' }
  | { is: 'ended'; exitCode: number }
  | { is: 'failed'; message: string; remedy: Remedy }

/** Where a terminal is shown. */
export interface TerminalPlace {
  host: HTMLElement
  /** In pixels of the screen. */
  typeSize(): number
  /** Moves the slides. */
  next(): void
  previous(): void
}

/** A terminal with a shell of the machine, which outlives the component that shows it. */
export interface TerminalSession {
  state: Readonly<ShallowRef<TerminalState>>
  /** Whether keys go to it. */
  hasKeys: Readonly<Ref<boolean>>
  /** Loads what draws it, so that it opens at once. */
  load(): Promise<void>
  /** Shows it in a place from now on. */
  show(place: TerminalPlace): void
  /** Fits it into its place: the size, the type or the colours may have changed. */
  fit(): void
  /** Opens a shell, where none is open; starts the machine, anew where it has failed. */
  open(): Promise<void>
  /**
   * Puts a command at the prompt, to be run with Enter.
   * @returns whether it could: another program may be reading what is typed
   */
  enter(command: string): Promise<boolean>
  focus(): void
  blur(): void
}

/** How long a prompt may take to come back, in milliseconds. */
const PATIENCE = 5000
/** How long Tab waits for what was typed before it to be drawn, in milliseconds, and how often it looks. */
const ECHO_PATIENCE = 1000
const ECHO_PAUSE = 20
const CTRL_C = '\u0003'
/** To the end of the line, and delete to its beginning. */
const CLEAR_LINE = '\u0005\u0015'
/** How a shell asks for the rest of a command. */
const CONTINUED = /^> /

/** @param folder where its shell starts, in root's home */
export function createSession(docker: Docker, folder: string): TerminalSession {
  const state = shallowRef<TerminalState>({ is: 'off' })
  const hasKeys = ref(false)
  const element = document.createElement('div')
  element.className = 'terminal-screen'
  element.addEventListener('focusin', () => (hasKeys.value = true))
  element.addEventListener('focusout', () => (hasKeys.value = false))
  const purposeOf = createKeys()
  const now = () => performance.now()
  const echo = createEcho(now)
  const waiting = new Set<() => void>()
  let place: TerminalPlace | undefined
  let screen: Screen | undefined
  let shell: Terminal | undefined
  let typist: Typist | undefined

  const load = () => import('./xterm.ts')
  const setState = (next: TerminalState) => {
    state.value = next
    wake()
  }
  const wake = () => {
    for (const look of waiting) look()
  }

  const type = (text: string) => {
    echo.typed(text)
    typist?.type(text)
  }

  function complete(on: Screen, to: Terminal) {
    const encoder = new TextEncoder()
    const settle = async () => {
      for (const end = now() + ECHO_PATIENCE; now() < end; await pause(ECHO_PAUSE)) {
        const line = on.commandLine()
        if (!line || echo.hasCome(line.before)) return
      }
    }
    typist?.after(async () => {
      await settle()
      await completeLine({
        screen: on,
        complete: (line) => docker.complete(line),
        async type(text) {
          echo.typed(text)
          await to.type(encoder.encode(text))
        },
      })
    })
  }

  const purposes: Record<Exclude<Purpose, 'paste'>, (on: Screen) => void> = {
    next: () => place?.next(),
    previous: () => place?.previous(),
    leave: (on) => on.blur(),
    copy: (on) => void navigator.clipboard.writeText(on.selection()),
    complete: (on) => shell && complete(on, shell),
  }

  function onKey(event: KeyboardEvent): boolean {
    const purpose = purposeOf(event)
    if (!screen || purpose === undefined) return true
    // Pasting is the browser's own, as long as the program does not get the key.
    if (purpose === 'paste') return false
    event.preventDefault()
    // Slidev watches keys that are down, and would act on this one as soon as the focus is elsewhere.
    event.stopPropagation()
    purposes[purpose](screen)
    return false
  }

  async function makeScreen(): Promise<Screen> {
    const [{ createScreen }] = await Promise.all([
      load(),
      document.fonts.load('16px JetBrains Mono Variable'),
    ])
    screen ??= createScreen(element, {
      onKey,
      onText: type,
      onBytes: (bytes) => typist?.send(bytes),
      onResize: (size) => shell?.resize(size),
    })
    return screen
  }

  function fit() {
    if (place && screen && element.clientWidth > 0) screen.fit(place.typeSize())
  }

  function connect(to: Screen) {
    const mine = docker.openTerminal({ ...to.size, folder }, async (bytes) => {
      if (shell !== mine) return
      if (state.value.is === 'opening') setState({ is: 'open' })
      await to.write(bytes)
      echo.drawn()
      wake()
    })
    shell = mine
    typist = createTypist((bytes) => mine.type(bytes))
    const end = (next: TerminalState) => {
      if (shell !== mine) return
      shell = typist = undefined
      to.blur()
      setState(next)
    }
    mine.done.then(
      (exitCode) => end({ is: 'ended', exitCode }),
      (error: unknown) => end(failureOf(error)),
    )
  }

  async function open(): Promise<void> {
    const before = state.value
    if (before.is === 'opening' || before.is === 'open') return
    setState({ is: 'opening' })
    try {
      if (before.is === 'failed' && before.remedy === 'restart') await docker.reset()
      const made = await makeScreen()
      made.clear()
      fit()
      connect(made)
    } catch (error) {
      setState(failureOf(error))
    }
  }

  /** Waits for the shell's prompt. */
  function prompted(): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (found: boolean) => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      const look = () => {
        if (screen?.commandLine()) finish(true)
        else if (state.value.is === 'ended' || state.value.is === 'failed') finish(false)
      }
      const timer =
        state.value.is === 'open' ? setTimeout(() => finish(false), PATIENCE) : undefined
      waiting.add(look)
      look()
    })
  }

  async function enter(command: string): Promise<boolean> {
    const wasOpen = state.value.is === 'open'
    if (!wasOpen) void open()
    // The rest of a command that was begun is not wanted any more.
    const isContinued = wasOpen && CONTINUED.test(screen?.row() ?? '')
    if (isContinued) type(CTRL_C)
    if (wasOpen && !isContinued && !screen?.commandLine()) return false
    if (!(await prompted())) return false
    type(CLEAR_LINE + command.replaceAll('\n', '\r'))
    return true
  }

  return {
    state: readonly(state),
    hasKeys: readonly(hasKeys),
    load: async () => void (await load()),
    show(next) {
      place = next
      if (element.parentElement !== next.host) next.host.append(element)
      fit()
    },
    fit,
    open,
    enter,
    focus: () => screen?.focus(),
    blur: () => screen?.blur(),
  }
}

function failureOf(error: unknown): TerminalState {
  if (error instanceof DockerUnavailable)
    return { is: 'failed', message: error.message, remedy: error.remedy }
  const reason = error instanceof Error ? error.message : String(error)
  return { is: 'failed', message: `The terminal could not be opened: ${reason}.`, remedy: 'retry' }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
