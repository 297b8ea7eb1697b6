import { NO_TIME, rfc3339Nano } from '../go/time.ts'
import { layerFolders } from '../images/image.ts'
import { containerPaths } from '../paths.ts'
import { humanDuration } from '../units.ts'
import { configJson } from './config-json.ts'
import { processArgs } from './config.ts'
import type { Container } from './container.ts'
import { mountPointJson } from './mounts/mount-point.ts'
import { networkSettings, networks, portList } from './networking.ts'

/** Bytes of a container's writable layer, and of all its files. */
export interface ContainerSize {
  own: number
  all: number
}

/**
 * An entry of `GET /containers/json`, its fields in dockerd's order.
 * @param image how it names its image now: by its ID where the name that it was asked for by has gone to another.
 */
export function containerSummary(
  container: Container,
  image: string,
  now: Date,
  size?: ContainerSize,
) {
  const { id, name, created, config, hostConfig } = container
  return {
    Id: id,
    Names: [`/${name}`],
    Image: image,
    ImageID: container.image.id,
    Command: commandText(processArgs(config)),
    Created: Math.floor(created.getTime() / 1000),
    Ports: portList(container),
    ...(size?.own ? { SizeRw: size.own } : {}),
    ...(size?.all ? { SizeRootFs: size.all } : {}),
    Labels: config.labels,
    State: container.status,
    Status: statusText(container, now),
    HostConfig: { NetworkMode: hostConfig.NetworkMode },
    NetworkSettings: { Networks: networks(container) },
    Mounts: container.mounts.map(mountPointJson),
  }
}

/** `GET /containers/{id}/json`, its fields in dockerd's order. */
export function containerInspect(container: Container, size?: ContainerSize) {
  const { id, image, config, health } = container
  const [path = '', ...args] = processArgs(config)
  const paths = containerPaths(id)
  const layers = layerFolders(image)
  const time = (date: Date | undefined) => (date ? rfc3339Nano(date) : NO_TIME)
  const hasRun = container.startedAt !== undefined
  return {
    Id: id,
    Created: time(container.created),
    Path: path,
    Args: args,
    State: {
      Status: container.status,
      Running: container.running,
      Paused: container.paused,
      Restarting: container.restarting,
      OOMKilled: container.oomKilled,
      Dead: container.dead,
      Pid: container.pid,
      ExitCode: container.exitCode,
      Error: container.error,
      StartedAt: time(container.startedAt),
      FinishedAt: time(container.finishedAt),
      ...(health ? { Health: health.json() } : {}),
    },
    Image: image.id,
    ResolvConfPath: hasRun ? `${paths.init}/etc/resolv.conf` : '',
    HostnamePath: hasRun ? `${paths.init}/etc/hostname` : '',
    HostsPath: hasRun ? `${paths.init}/etc/hosts` : '',
    LogPath: '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execIds.size > 0 ? [...container.execIds] : null,
    HostConfig: container.hostConfig,
    GraphDriver: {
      Data: {
        LowerDir: [paths.init, ...layers].join(':'),
        MergedDir: paths.merged,
        UpperDir: paths.upper,
        WorkDir: paths.work,
      },
      Name: 'overlay2',
    },
    ...(size ? { SizeRw: size.own, SizeRootFs: size.all } : {}),
    Mounts: container.mounts.map(mountPointJson),
    Config: configJson(config),
    NetworkSettings: networkSettings(container),
  }
}

/** A command as `docker ps` shows it: words with spaces in them are quoted, nothing is escaped. */
function commandText([path = '', ...args]: readonly string[]): string {
  return [path, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ')
}

/** A container's state for people (dockerd's `State.String`). */
export function statusText(container: Container, now: Date): string {
  const { startedAt, finishedAt, exitCode, health } = container
  const since = (time: Date | undefined) => humanDuration(now.getTime() - (time ?? now).getTime())
  if (container.running) {
    if (container.paused) return `Up ${since(startedAt)} (Paused)`
    if (container.restarting) return `Restarting (${exitCode}) ${since(finishedAt)} ago`
    return `Up ${since(startedAt)}${health ? ` (${health.words})` : ''}`
  }
  if (container.removing) return 'Removal In Progress'
  if (container.dead) return 'Dead'
  if (!startedAt) return 'Created'
  return finishedAt ? `Exited (${exitCode}) ${since(finishedAt)} ago` : ''
}
