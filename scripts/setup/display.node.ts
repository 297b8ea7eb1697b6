import { Listr } from 'listr2'
import type { MachineManifest } from '../../docker/machine/manifest.ts'
import { projectFolder } from '../project.node.ts'
import { setUp } from './setup.node.ts'

/**
 * Runs the set-up with its progress on the screen: one line that changes on a terminal, one line a
 * step elsewhere.
 * @throws what {@link setUp} throws.
 */
export async function runSetup(kernel?: MachineManifest['kernel']): Promise<void> {
  const terminal = process.stdout.isTTY
  await new Listr(
    [
      {
        title: 'Setting up the machine and the images',
        async task(_context, task) {
          const started = performance.now()
          const say = (message: string) => {
            if (terminal) task.output = message
            else console.log(message)
          }
          await setUp(projectFolder, kernel, {
            say,
            progress: (part, doing) => say(`${part}: ${doing}`),
          })
          task.title = `The machine and the images are ready (${seconds(started)} s)`
        },
        rendererOptions: { persistentOutput: true, outputBar: 8 },
      },
    ],
    { renderer: terminal ? 'default' : 'simple' },
  ).run()
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
