import type { Command } from '../../command.ts'
import { checkpoint } from './checkpoint.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'
import { context } from './context.ts'
import { manifest } from './manifest.ts'
import { node } from './node.ts'
import { plugin } from './plugin.ts'
import { login, logout } from './registry.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { stack } from './stack.ts'
import { swarm } from './swarm.ts'
import { trust } from './trust.ts'

/** The commands of Docker's client for what is not here. */
export const REFUSED_COMMANDS: readonly Command[] = [
  checkpoint,
  completion,
  config,
  context,
  login,
  logout,
  manifest,
  node,
  plugin,
  secret,
  service,
  stack,
  swarm,
  trust,
]
