import { setTimeout } from 'node:timers/promises'
import { openDockerNode } from '../docker/host/node.ts'
import type { Machine } from '../docker/machine/machine.ts'
import type { MachineManifest } from '../docker/machine/manifest.ts'
import { measured, type Figure } from './figures.ts'

/** How long the guest tidies up after a container: its namespaces are taken down behind its back. */
const SETTLE = 200

/** After how much quiet the guest has prepared the next container's network, which is counted for itself. */
const PREPARED = 1000

/** Guest instructions that a `docker exec` of `true` may cost, by the machine's kernel. */
export const EXEC_BUDGET = { stock: 4.4e6, slim: 3e6 } as const

/** Guest instructions that a `docker run` of `true` may cost that is typed in the shell. */
export const TYPED_BUDGET = { stock: 11e6, slim: 7.5e6 } as const

/** What one command cost the guest. */
export interface Cost {
  /** Guest instructions until everything is tidied up, the ticks of its clock included. */
  instructions: number
  /** Programs of steps that were sent to the guest. */
  roundTrips: number
  /** Guest instructions in the second after it, in which the next container's network is prepared. */
  ahead: number
}

/** What a warm `docker run --rm base true` costs, several times. */
export const runCosts = (times: number) => commandCosts(['run', '--rm', 'base', 'true'], times)

/** What the first `docker run` of an image costs after its pull. */
export const firstRunCosts = () =>
  commandCosts(['run', '--rm', 'base', 'true'], 1, [['pull', 'base']], 0)

/** What a warm `docker exec` of `true` costs, several times. */
export const execCosts = (times: number) =>
  commandCosts(['exec', 'box', 'true'], times, [
    ['run', '-d', '--name', 'box', 'base', 'sleep', '100000'],
  ])

/** Guest instructions of a warm `docker run --rm base true` that is typed in the machine's shell. */
export const typedRunCosts = (times: number) => typedCosts('docker run --rm base true', times)

/** Guest instructions of a line that is typed in the machine's shell, with what it prints on the terminal. */
async function typedCosts(line: string, times: number): Promise<number[]> {
  const session = openDockerNode()
  const silent = { stdout: () => undefined, stderr: () => undefined }
  try {
    const machine = await session.machine()
    await session.command(['pull', 'base'], silent)
    const { input, output } = await session.terminal({ rows: 24, cols: 80 })
    const keys = input.getWriter()
    const screen = output.getReader()
    const decoder = new TextDecoder()
    const prompt = async () => {
      let seen = ''
      while (!seen.includes('docker:~# ')) seen += decoder.decode((await screen.read()).value)
    }
    await prompt()
    const costs: number[] = []
    for (let run = -2; run < times; run++) {
      await setTimeout(SETTLE)
      const start = machine.instructions()
      await keys.write(new TextEncoder().encode(`${line}\n`))
      await prompt()
      await setTimeout(SETTLE)
      if (run >= 0) costs.push((machine.instructions() - start) >>> 0)
    }
    return costs
  } finally {
    await session.close()
  }
}

/** What a command costs, by default when it has run before. */
async function commandCosts(
  argv: string[],
  times: number,
  before: readonly string[][] = [],
  warmups = 2,
): Promise<Cost[]> {
  const session = openDockerNode()
  const silent = { stdout: () => undefined, stderr: () => undefined }
  try {
    const machine = await session.machine()
    let roundTrips = 0
    const submit = machine.submit.bind(machine)
    Object.assign(machine, {
      submit: (...args: Parameters<Machine['submit']>) => {
        roundTrips++
        return submit(...args)
      },
    })
    for (const command of before) await session.command(command, silent)
    const costs: Cost[] = []
    for (let run = -warmups; run < times; run++) {
      await setTimeout(SETTLE)
      const start = machine.instructions()
      roundTrips = 0
      const exitCode = await session.command(argv, silent)
      if (exitCode !== 0) throw new Error(`docker ${argv.join(' ')} ended with ${exitCode}`)
      await setTimeout(SETTLE)
      // The counter has 32 bits.
      const instructions = (machine.instructions() - start) >>> 0
      // The first pulls the image, the second is the first to run.
      if (run >= 0) costs.push({ instructions, roundTrips, ahead: 0 })
      const rest = machine.instructions()
      await setTimeout(PREPARED)
      const last = costs.at(-1)
      if (last) last.ahead = (machine.instructions() - rest) >>> 0
    }
    return costs
  } finally {
    await session.close()
  }
}

/** Figures that no load on the computer disturbs, and the time in Node. */
export async function machineFigures(manifest: MachineManifest): Promise<Figure[]> {
  const slim = manifest.kernel === 'slim'
  const costs = await runCosts(15)
  const typed = await typedRunCosts(15)
  const lines = await typedCosts('seq 1000', 5)
  const execs = await execCosts(15)
  const session = openDockerNode()
  const silent = { stdout: () => undefined, stderr: () => undefined }
  const time = async (...argv: string[]) => {
    const started = performance.now()
    await session.command(argv, silent)
    return (performance.now() - started) / 1000
  }
  const started = performance.now()
  const machine = await session.machine()
  const restore = (performance.now() - started) / 1000
  const pull = await time('pull', 'lua')
  await time('run', '--rm', 'lua', 'true')
  await time('pull', 'base')
  const first = await time('run', '--rm', 'base', 'true')
  const warm: number[] = []
  for (let run = 0; run < 10; run++) warm.push(await time('run', '--rm', 'base', 'true'))
  await setTimeout(1000)
  const before = machine.instructions()
  await setTimeout(2000)
  const idle = ((machine.instructions() - before) >>> 0) / 2e6
  await session.close()
  return [
    measured(
      'docker run --rm base true, all of it',
      'M instructions',
      costs.map(({ instructions }) => instructions / 1e6),
      slim ? 6 : 9,
    ),
    measured('  of that, the clock’s ticks while it is measured', 'M instructions', [
      idle * ((2 * SETTLE) / 1000),
    ]),
    measured(
      '  the second after it, in which the next container’s network is prepared',
      'M instructions',
      costs.map(({ ahead }) => ahead / 1e6),
    ),
    measured(
      'the same typed in the shell',
      'M instructions',
      typed.map((instructions) => instructions / 1e6),
      slim ? TYPED_BUDGET.slim / 1e6 : TYPED_BUDGET.stock / 1e6,
    ),
    measured(
      'a thousand lines on a terminal, one by one (seq 1000)',
      'M instructions',
      lines.map((instructions) => instructions / 1e6),
    ),
    measured(
      'docker exec of true, all of it',
      'M instructions',
      execs.map(({ instructions }) => instructions / 1e6),
      slim ? EXEC_BUDGET.slim / 1e6 : EXEC_BUDGET.stock / 1e6,
    ),
    measured(
      'guest round trips of docker run',
      'round trips',
      costs.map(({ roundTrips }) => roundTrips),
      1,
    ),
    measured('snapshot', 'MB', [manifest.snapshot.size / 1e6], slim ? 5 : 11.5),
    measured('Node: restore to ready', 's', [restore]),
    measured('Node: docker pull lua', 's', [pull]),
    measured('Node: docker run after another image ran', 's', [first]),
    measured('Node: docker run, warm', 's', warm),
  ]
}
