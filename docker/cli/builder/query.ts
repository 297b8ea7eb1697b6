import { pairsToObject, splitPair } from '../container/kv.ts'
import type { BuildFlags } from './flags.ts'

/**
 * The query of `POST /build`, as Docker's client has it.
 * @param dockerfile the Dockerfile's path in the context
 * @param env the variables from which `--build-arg NAME` takes its value
 */
export function buildQuery(
  flags: BuildFlags,
  dockerfile: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | readonly string[]> {
  const isOn = (name: string, on: boolean) => (on ? { [name]: '1' } : {})
  const given = (name: string, value: string) => (value === '' ? {} : { [name]: value })
  const buildArgs = Object.fromEntries(
    flags['build-arg'].value.map((pair) => {
      const [name, value] = splitPair(pair)
      return [name, value ?? env[name] ?? null]
    }),
  )
  return {
    t: flags.tag.value,
    securityopt: flags['security-opt'].value,
    extrahosts: flags['add-host'].value,
    ...isOn('q', flags.quiet.value),
    ...isOn('nocache', flags['no-cache'].value),
    rm: flags.rm.value ? '1' : '0',
    ...isOn('forcerm', flags['force-rm'].value),
    ...isOn('pull', flags.pull.value),
    ...isOn('squash', flags.squash.value),
    ...given('isolation', flags.isolation.value),
    cpusetcpus: flags['cpuset-cpus'].value,
    networkmode: flags.network.value,
    cpusetmems: flags['cpuset-mems'].value,
    cpushares: String(flags['cpu-shares'].value),
    cpuquota: String(flags['cpu-quota'].value),
    cpuperiod: String(flags['cpu-period'].value),
    memory: String(flags.memory.value),
    memswap: String(flags['memory-swap'].value),
    cgroupparent: flags['cgroup-parent'].value,
    shmsize: String(flags['shm-size'].value),
    dockerfile,
    target: flags.target.value,
    ulimits: JSON.stringify(flags.ulimit.value),
    buildargs: JSON.stringify(buildArgs),
    labels: JSON.stringify(pairsToObject(flags.label.value)),
    cachefrom: JSON.stringify(flags['cache-from'].value),
    ...given('platform', flags.platform.value || (env['DOCKER_DEFAULT_PLATFORM'] ?? '')),
    version: '1',
  }
}
