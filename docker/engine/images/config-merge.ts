import type { ContainerConfig } from '../../registry/oci.ts'

/** Fills what a config leaves open from another one (dockerd's `merge`). */
export function mergedConfig(config: ContainerConfig, base: ContainerConfig): ContainerConfig {
  const env = config.Env ?? []
  const names = new Set(env.map(nameOf))
  const health = config.Healthcheck
  const hasEntrypoint = Boolean(config.Entrypoint?.length)
  return {
    ...config,
    User: config.User || base.User,
    ExposedPorts: { ...base.ExposedPorts, ...config.ExposedPorts },
    Env:
      env.length > 0
        ? [...env, ...(base.Env ?? []).filter((entry) => !names.has(nameOf(entry)))]
        : base.Env,
    Labels: { ...base.Labels, ...config.Labels },
    Cmd: hasEntrypoint || config.Cmd?.length ? config.Cmd : base.Cmd,
    Entrypoint: config.Entrypoint ?? base.Entrypoint,
    Healthcheck: health
      ? {
          ...health,
          Test: health.Test?.length ? health.Test : base.Healthcheck?.Test,
          Interval: health.Interval || base.Healthcheck?.Interval,
          Timeout: health.Timeout || base.Healthcheck?.Timeout,
          StartPeriod: health.StartPeriod || base.Healthcheck?.StartPeriod,
          Retries: health.Retries || base.Healthcheck?.Retries,
        }
      : base.Healthcheck,
    WorkingDir: config.WorkingDir || base.WorkingDir,
    Volumes:
      config.Volumes || base.Volumes ? { ...config.Volumes, ...base.Volumes } : config.Volumes,
    StopSignal: config.StopSignal || base.StopSignal,
  }
}

function nameOf(entry: string): string {
  return entry.split('=', 1)[0] ?? ''
}
