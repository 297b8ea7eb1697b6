import type { Machine } from '../../machine/machine.ts'
import type { Volume } from './volume.ts'

/** Sum of the sizes of a volume's files in bytes. */
export async function volumeSize(machine: Machine, { mountpoint }: Volume): Promise<number> {
  const { output } = await machine.submit([{ op: 'usage', path: mountpoint }]).done
  return output[0] ? Number(new TextDecoder().decode(output[0])) : 0
}
