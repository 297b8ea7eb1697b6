import type { ContainerConfig } from './config.ts'

/** `Config` of a container in API v1.41, its fields in Go's order. */
export function configJson(config: ContainerConfig) {
  const asSet = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, {}]))
  return {
    Hostname: config.hostname,
    Domainname: config.domainname,
    User: config.user,
    AttachStdin: config.attach.stdin,
    AttachStdout: config.attach.stdout,
    AttachStderr: config.attach.stderr,
    ...(config.exposedPorts.length > 0 ? { ExposedPorts: asSet(config.exposedPorts) } : {}),
    Tty: config.tty,
    OpenStdin: config.openStdin,
    StdinOnce: config.stdinOnce,
    Env: config.env.length > 0 ? config.env : null,
    Cmd: config.cmd.length > 0 ? config.cmd : null,
    ...(config.healthcheck ? { Healthcheck: healthcheckJson(config.healthcheck) } : {}),
    ...(config.argsEscaped ? { ArgsEscaped: true } : {}),
    Image: config.image,
    Volumes: config.volumes.length > 0 ? asSet(config.volumes) : null,
    WorkingDir: config.workingDir,
    Entrypoint: config.entrypoint ?? null,
    ...(config.networkDisabled ? { NetworkDisabled: true } : {}),
    ...(config.macAddress === '' ? {} : { MacAddress: config.macAddress }),
    OnBuild: config.onBuild,
    Labels: config.labels,
    ...(config.stopSignal === undefined ? {} : { StopSignal: config.stopSignal }),
    ...(config.stopTimeout === undefined ? {} : { StopTimeout: config.stopTimeout }),
    ...(config.shell ? { Shell: config.shell } : {}),
  }
}

function healthcheckJson({ Test, ...times }: NonNullable<ContainerConfig['healthcheck']>) {
  const given = Object.entries(times).filter(([, value]) => value !== 0)
  return { ...(Test?.length ? { Test } : {}), ...Object.fromEntries(given) }
}
