import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { Greeter } from '../../snippets/Greeter.ts'
import { replayContainers, type ContainerState } from '../containers/replay.ts'
import { blocksOf } from '../snippet/blocks.ts'
import { findSnippet } from '../snippet/library.ts'
import { recordedOutput } from '../snippet/recordedOutput.ts'
import { troubleOf } from '../trouble.ts'
import { useEvents } from '../useEvents.ts'
import { useScriptRun, type RunStatus } from '../useScriptRun.ts'
import { greeterCommands, readGreeting, type GreeterCommand, type Greeting } from './greeters.ts'

/** An object and a container that were made together. */
export interface Pair {
  command: GreeterCommand
  object: Greeter
  /** What the container said; undefined until it has. */
  greeting: Greeting | undefined
  /** Docker's name of the container's state; undefined while there is no container. */
  state: ContainerState | undefined
  /** From the recording, not from this tab. */
  recorded: boolean
}

/** The pairs of the class `Greeter` and the image `greet`. */
export interface Pairs {
  /** As they were recorded on the real machine. */
  recorded: readonly Pair[]
  /** Made in this tab. */
  made: ComputedRef<readonly Pair[]>
  /** What the next press makes; undefined when all are made. */
  next: ComputedRef<GreeterCommand | undefined>
  status: ComputedRef<RunStatus>
  /** Why the last press made nothing; undefined where it did. */
  trouble: ComputedRef<string | undefined>
  /** Makes the next pair; while one is being made it does nothing. */
  grow(): Promise<void>
  /** Removes the containers and lets the objects go. */
  tidy(): Promise<void>
}

const snippet = findSnippet('greeters.sh')
const commands = greeterCommands(snippet?.text ?? '')

function recordedPairs(): Pair[] {
  const blocks = blocksOf(recordedOutput(snippet?.recording).lines)
  const ended = replayContainers(snippet?.recording?.events ?? [])
  return commands.map((command, i) => {
    const greeting = readGreeting(blocks[i]?.lines ?? [])
    const container = ended.find(({ id }) => greeting && id.startsWith(greeting.id))
    const object = new Greeter(command.name)
    return { command, object, greeting, state: container?.state, recorded: true }
  })
}

let shared: Pairs | undefined

/** One state for all places that show the pairs, so that it outlives a change of slides. */
export function usePairs(): Pairs {
  return (shared ??= makePairs())
}

function makePairs(): Pairs {
  const runs = useScriptRun()
  const events = useEvents()
  const objects = shallowRef<readonly { command: GreeterCommand; object: Greeter }[]>([])
  const greetings = ref<(Greeting | undefined)[]>([])
  const containers = computed(() => replayContainers(events.value))

  const made = computed(() =>
    objects.value.map(({ command, object }, i): Pair => {
      const greeting = greetings.value[i]
      const container = containers.value.find(({ id }) => greeting && id.startsWith(greeting.id))
      return { command, object, greeting, state: container?.state, recorded: false }
    }),
  )
  const next = computed(() => commands[objects.value.length])

  async function grow(): Promise<void> {
    const command = next.value
    if (!command || runs.status.value.status === 'running') return
    const place = objects.value.length
    objects.value = [...objects.value, { command, object: new Greeter(command.name) }]
    await runs.run(command.command)
    const [block] = blocksOf(runs.output.value.lines)
    const greeting = readGreeting(block?.lines ?? [])
    if (greeting) greetings.value[place] = greeting
    else objects.value = objects.value.slice(0, place)
  }

  async function tidy(): Promise<void> {
    if (runs.status.value.status === 'running') return
    const ids = made.value.flatMap(({ greeting, state }) =>
      greeting && state && state !== 'removed' ? [greeting.id] : [],
    )
    if (ids.length > 0) await runs.run(`docker rm ${ids.join(' ')}`)
    objects.value = []
    greetings.value = []
  }

  return {
    recorded: recordedPairs(),
    made,
    next,
    status: computed(() => runs.status.value),
    trouble: computed(() => troubleOf(runs.status.value, runs.output.value)),
    grow,
    tidy,
  }
}
