/** The build as it runs inside a `debian:bookworm` container: `inside.mjs [--machine=KERNEL] [--images]`. */

import { parseArgs } from 'node:util'
import { buildArtifacts } from './artifacts.node.ts'
import { installTools } from './debian.node.ts'
import { asKernel } from './inputs.node.ts'

const { values } = parseArgs({
  options: { machine: { type: 'string' }, images: { type: 'boolean', default: false } },
})
const machine = asKernel(values.machine)

await installTools(machine === 'slim', console.log)
await buildArtifacts({
  project: '/project',
  cache: '/project/.cache',
  machine,
  images: values.images,
  onProgress: (part, doing) => console.log(`${part}: ${doing}`),
  onWarning: console.warn,
})
