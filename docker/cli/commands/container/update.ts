import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import type { JsonObject } from '../../container/json.ts'
import { parseRestartPolicy } from '../../container/restart.ts'
import { bytes, cpus, int, swapBytes, text, uint } from '../../flags.ts'
import { CliError } from '../../io.ts'

const updated = v.object({ Warnings: v.nullish(v.array(v.string())) })

const flags = () => ({
  'blkio-weight': uint(
    'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)',
    { bits: 16 },
  ),
  'cpu-period': int('Limit CPU CFS (Completely Fair Scheduler) period'),
  'cpu-quota': int('Limit CPU CFS (Completely Fair Scheduler) quota'),
  'cpu-rt-period': int('Limit the CPU real-time period in microseconds'),
  'cpu-rt-runtime': int('Limit the CPU real-time runtime in microseconds'),
  'cpuset-cpus': text('CPUs in which to allow execution (0-3, 0,1)'),
  'cpuset-mems': text('MEMs in which to allow execution (0-3, 0,1)'),
  'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
  memory: bytes('Memory limit', { short: 'm' }),
  'memory-reservation': bytes('Memory soft limit'),
  'memory-swap': swapBytes("Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
  'kernel-memory': bytes('Kernel memory limit'),
  restart: text('Restart policy to apply when a container exits'),
  'pids-limit': int('Tune container pids limit (set -1 for unlimited)'),
  cpus: cpus('Number of CPUs'),
})

type UpdateFlags = ReturnType<typeof flags>

/** `docker update` */
export const update = defineCommand({
  name: 'update',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Update configuration of one or more containers',
  flags,
  async run(cli, flags, names) {
    if (!Object.values(flags).some(({ changed }) => changed)) {
      throw new CliError('you must provide one or more flags when using this command')
    }
    return await updateAll(cli, updateConfig(flags), names)
  },
})

async function updateAll(cli: Cli, body: JsonObject, names: readonly string[]): Promise<number> {
  const warnings: string[] = []
  const problems: string[] = []
  for (const name of names) {
    try {
      const path = containerPath(name, 'update')
      const { Warnings } = await cli.api.json(updated, 'POST', path, { body })
      await cli.out(`${name}\n`)
      warnings.push(...(Warnings ?? []))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problems.push(error.message)
    }
  }
  if (warnings.length > 0) await cli.out(`${warnings.join('\n')}\n`)
  if (problems.length > 0) throw new CliError(problems.join('\n'))
  return 0
}

/** The API's UpdateConfig, with its fields as Go marshals them. @throws CliError */
function updateConfig(flags: UpdateFlags): JsonObject {
  return {
    CpuShares: flags['cpu-shares'].value,
    Memory: flags.memory.value,
    NanoCpus: flags.cpus.value,
    CgroupParent: '',
    BlkioWeight: flags['blkio-weight'].value,
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: flags['cpu-period'].value,
    CpuQuota: flags['cpu-quota'].value,
    CpuRealtimePeriod: flags['cpu-rt-period'].value,
    CpuRealtimeRuntime: flags['cpu-rt-runtime'].value,
    CpusetCpus: flags['cpuset-cpus'].value,
    CpusetMems: flags['cpuset-mems'].value,
    Devices: null,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    KernelMemory: flags['kernel-memory'].value,
    KernelMemoryTCP: 0,
    MemoryReservation: flags['memory-reservation'].value,
    MemorySwap: flags['memory-swap'].value,
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: flags['pids-limit'].value === 0 ? null : flags['pids-limit'].value,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    RestartPolicy: restartPolicy(flags.restart.value),
  }
}

function restartPolicy(text: string) {
  try {
    return parseRestartPolicy(text)
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error))
  }
}
