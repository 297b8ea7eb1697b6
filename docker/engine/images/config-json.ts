import type { ContainerConfig, HealthConfig } from '../../registry/oci.ts'
import { sortedMap } from '../go/json-text.ts'

/** A config in the order, and with the zero values, in which Go writes `container.Config`. */
export function configJson(config: ContainerConfig) {
  const { Healthcheck: health, StopTimeout: timeout } = config
  return {
    Hostname: config.Hostname ?? '',
    Domainname: config.Domainname ?? '',
    User: config.User ?? '',
    AttachStdin: config.AttachStdin ?? false,
    AttachStdout: config.AttachStdout ?? false,
    AttachStderr: config.AttachStderr ?? false,
    ...(isFilled(config.ExposedPorts) && { ExposedPorts: mapJson(config.ExposedPorts) }),
    Tty: config.Tty ?? false,
    OpenStdin: config.OpenStdin ?? false,
    StdinOnce: config.StdinOnce ?? false,
    Env: config.Env ?? null,
    Cmd: config.Cmd ?? null,
    ...(health && { Healthcheck: healthJson(health) }),
    ...(config.ArgsEscaped && { ArgsEscaped: true }),
    Image: config.Image ?? '',
    Volumes: mapJson(config.Volumes),
    WorkingDir: config.WorkingDir ?? '',
    Entrypoint: config.Entrypoint ?? null,
    ...(config.NetworkDisabled && { NetworkDisabled: true }),
    ...(config.MacAddress && { MacAddress: config.MacAddress }),
    OnBuild: config.OnBuild ?? null,
    Labels: mapJson(config.Labels),
    ...(config.StopSignal && { StopSignal: config.StopSignal }),
    ...(timeout !== undefined && timeout !== null && { StopTimeout: timeout }),
    ...(isFilled(config.Shell) && { Shell: config.Shell }),
  }
}

function healthJson(health: HealthConfig) {
  return {
    ...(isFilled(health.Test) && { Test: health.Test }),
    ...(health.Interval && { Interval: health.Interval }),
    ...(health.Timeout && { Timeout: health.Timeout }),
    ...(health.StartPeriod && { StartPeriod: health.StartPeriod }),
    ...(health.Retries && { Retries: health.Retries }),
  }
}

/** A map in Go's order; null where there is none. */
export function mapJson<T>(map: Readonly<Record<string, T>> | null | undefined) {
  return map ? sortedMap(map) : null
}

function isFilled(value: object | null | undefined): boolean {
  return value !== null && value !== undefined && Object.keys(value).length > 0
}
