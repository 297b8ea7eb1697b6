import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Docker, Terminal } from '../../docker/host/index.ts'
import { completeLine } from './completeLine.ts'
import { copyText } from './copyText.ts'
import { createEcho } from './echo.ts'
import { createKeys, type Purpose } from './keys.ts'
import { createPromptWatch } from './promptWatch.ts'
import { failureOf, type TerminalState } from './state.ts'
import { createTypist, type Typist } from './typist.ts'
import type { Screen } from './xterm.ts'

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
  let place: TerminalPlace | undefined
  let screen: Screen | undefined
  let shell: Terminal | undefined
  let typist: Typist | undefined

  const prompt = createPromptWatch(
    () => screen?.commandLine() !== undefined,
    () => state.value,
  )

  const load = () => import('./xterm.ts')
  const setState = (next: TerminalState) => {
    state.value = next
    prompt.look()
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
    copy: (on) => void copyText(on.selection()),
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
    const mine = docker.openTerminal(
      { ...to.size, folder },
      {
        progress(progress) {
          if (shell === mine && state.value.is === 'opening') setState({ is: 'opening', progress })
        },
        async print(bytes) {
          if (shell !== mine) return
          if (state.value.is === 'opening') setState({ is: 'open' })
          await to.write(bytes)
          echo.drawn()
          prompt.look()
        },
      },
    )
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
    setState({ is: 'opening', progress: undefined })
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

  async function enter(command: string): Promise<boolean> {
    const wasOpen = state.value.is === 'open'
    if (!wasOpen) void open()
    // The rest of a command that was begun is not wanted any more.
    const isContinued = wasOpen && CONTINUED.test(screen?.row() ?? '')
    if (isContinued) type(CTRL_C)
    if (wasOpen && !isContinued && !screen?.commandLine()) return false
    if (!(await prompt.wait())) return false
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
