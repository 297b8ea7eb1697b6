import type { Step } from '../../machine/machine.ts'
import { processEnv } from '../containers/config.ts'
import { RUNTIME_ARGV } from '../containers/runtime.ts'
import { ALL_CAPABILITIES } from '../containers/create/capabilities.ts'
import { processCapabilities, processLimits } from '../containers/spec.ts'
import type { ProcessUser } from '../containers/user.ts'
import { consolePath, containerPaths } from '../paths.ts'
import type { Exec } from './exec.ts'

/**
 * The program of steps that runs an exec in its container, which must be running, and tidies up. The runtime's log
 * is the outcome's one output.
 */
export function execSteps(exec: Exec, user: ProcessUser): Step[] {
  const { id, container, config } = exec
  const base = `${containerPaths(container.id).dir}/exec-${id}`
  const [process, pid, log] = [`${base}.json`, `${base}.pid`, `${base}.log`]
  return [
    { op: 'write', path: process, data: JSON.stringify(runtimeProcess(exec, user)) },
    {
      op: 'spawn',
      argv: [
        ...RUNTIME_ARGV,
        ...['--log', log, '--log-format', 'json'],
        ...['exec', '--process', process, '--pid-file', pid],
        ...(config.tty ? ['--console-socket', consolePath(id)] : []),
        container.id,
      ],
      env: [],
      stdin: config.attach.stdin,
      ...(config.tty ? { tty: { rows: 24, cols: 80 }, console: consolePath(id) } : {}),
      ready: pid,
    },
    { op: 'finally' },
    { op: 'read', path: log },
    { op: 'remove', path: process },
    { op: 'remove', path: log },
  ]
}

/** `process` as the OCI runtime specification has it: the container's own, with what the exec asks for. */
function runtimeProcess({ container, config }: Exec, user: ProcessUser) {
  const all = {
    bounding: ALL_CAPABILITIES,
    effective: ALL_CAPABILITIES,
    permitted: ALL_CAPABILITIES,
  }
  return {
    terminal: config.tty,
    user,
    args: config.cmd,
    env: processEnv({
      ...container.config,
      tty: config.tty,
      env: [...container.config.env, ...config.env],
    }),
    cwd: config.workingDir || '/',
    capabilities: config.privileged ? all : processCapabilities(container.hostConfig, user),
    ...processLimits(container),
  }
}
