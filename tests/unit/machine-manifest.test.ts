import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { MachineManifest } from '../../docker/machine/manifest.ts'
import { startMachine } from '../../docker/machine/start.ts'

const manifest = {
  emulator: '0.5.462',
  snapshot: { file: 'snapshot.bin', size: 3, sha256: '0'.repeat(64) },
  memory: 268435456,
  kernel: 'stock',
  kernelVersion: '6.1.0-50-686',
  crunVersion: '1.8.1-1',
}

describe('the machine’s manifest', () => {
  test('is taken as set-up writes it', () => {
    expect(v.parse(MachineManifest, manifest)).toEqual(manifest)
  })

  test.each(['emulator', 'kernelVersion', 'crunVersion'])('needs to say its %s', (member) => {
    expect(v.is(MachineManifest, { ...manifest, [member]: '' })).toBe(false)
  })

  test('with an empty kernel version starts no machine', async () => {
    const read = (name: string) => {
      if (name !== 'machine.json') throw new Error(`${name} was asked for`)
      const text = JSON.stringify({ ...manifest, kernelVersion: '' })
      return Promise.resolve(new TextEncoder().encode(text).buffer)
    }
    await expect(startMachine({ files: { read } })).rejects.toThrow(
      'machine.json is not the machine’s manifest',
    )
  })
})
