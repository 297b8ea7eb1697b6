/**
 * `npm run bench`: what Docker costs on this computer, with the machine that set-up built. Builds the deck first. The
 * instruction counts do not depend on the computer or its load; the times do.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import * as v from 'valibot'
import { MachineManifest } from '../docker/machine/manifest.ts'
import { projectFolder } from '../scripts/project.node.ts'
import { engineFigures } from './engine.node.ts'
import { printFigures } from './figures.ts'
import { machineFigures } from './machine.node.ts'
import { pageFigures } from './page.node.ts'

const file = join(projectFolder, 'public/machine/machine.json')
const manifest = v.parse(MachineManifest, JSON.parse(readFileSync(file, 'utf8')))
console.log(
  `kernel ${manifest.kernel} (${manifest.kernelVersion}), crun ${manifest.crunVersion}, v86 ${manifest.emulator}`,
)
console.log(`${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`)
printFigures('The machine', await machineFigures(manifest))
printFigures('The engine, in Node', await engineFigures())

const out = join(projectFolder, '.cache/bench-site')
const build = ['run', '-s', 'build', '--', '--base', '/deck/', '--out', out, '--no-pdf']
execFileSync('npm', build, { cwd: projectFolder, stdio: ['ignore', 'ignore', 'inherit'] })
printFigures('The page', await pageFigures(manifest, out))
process.exit(0)
