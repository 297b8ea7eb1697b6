import { NO_TIME } from '../go/time.ts'
import { humanDuration } from '../units.ts'
import { layerFolders } from '../images/image.ts'
import { containerPaths } from '../paths.ts'
import { processArgs } from './config.ts'
import type { Container } from './container.ts'

/** An entry of `GET /containers/json`. */
export function containerSummary(container: Container, now: Date) {
  const { id, name, created, image, config } = container
  return {
    Id: id,
    Names: [`/${name}`],
    Image: config.image,
    ImageID: image.id,
    Command: commandText(processArgs(config)),
    Created: Math.floor(created.getTime() / 1000),
    Ports: [],
    Labels: config.labels,
    State: container.status,
    Status: statusText(container, now),
    HostConfig: { NetworkMode: 'none' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  }
}

/** `GET /containers/{id}/json`. */
export function containerInspect(container: Container) {
  const { id, name, created, image, config, status } = container
  const [path = '', ...args] = processArgs(config)
  const paths = containerPaths(id)
  const layers = layerFolders(image)
  return {
    Id: id,
    Created: created.toISOString(),
    Path: path,
    Args: args,
    State: {
      Status: status,
      Running: container.running,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: container.pid,
      ExitCode: container.lastExit.exitCode,
      Error: container.error,
      StartedAt: container.startedAt?.toISOString() ?? NO_TIME,
      FinishedAt: container.finishedAt?.toISOString() ?? NO_TIME,
    },
    Image: image.id,
    ResolvConfPath: '',
    HostnamePath: `${paths.init}/etc/hostname`,
    HostsPath: `${paths.init}/etc/hosts`,
    LogPath: '',
    Name: `/${name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execIds.size > 0 ? [...container.execIds] : null,
    HostConfig: {
      AutoRemove: container.autoRemove,
      NetworkMode: 'none',
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      LogConfig: { Type: 'json-file', Config: {} },
      CgroupnsMode: 'private',
      IpcMode: 'private',
      Runtime: 'crun',
    },
    GraphDriver: {
      Data: {
        LowerDir: [paths.init, ...layers].join(':'),
        MergedDir: paths.merged,
        UpperDir: paths.upper,
        WorkDir: paths.work,
      },
      Name: 'overlay2',
    },
    Mounts: [],
    Config: {
      Hostname: config.hostname,
      Domainname: config.domainname,
      User: config.user,
      AttachStdin: config.attach.stdin,
      AttachStdout: config.attach.stdout,
      AttachStderr: config.attach.stderr,
      ...(config.exposedPorts.length > 0
        ? { ExposedPorts: Object.fromEntries(config.exposedPorts.map((port) => [port, {}])) }
        : {}),
      Tty: config.tty,
      OpenStdin: config.openStdin,
      StdinOnce: config.stdinOnce,
      Env: config.env,
      Cmd: config.cmd.length > 0 ? config.cmd : null,
      Image: config.image,
      Volumes: null,
      WorkingDir: config.workingDir,
      Entrypoint: config.entrypoint ?? null,
      OnBuild: null,
      Labels: config.labels,
      ...(config.stopSignal === undefined ? {} : { StopSignal: config.stopSignal }),
      ...(config.stopTimeout === undefined ? {} : { StopTimeout: config.stopTimeout }),
    },
    NetworkSettings: { Ports: {}, Networks: {} },
  }
}

/** A command as `docker ps` shows it: words with spaces in them are quoted, nothing is escaped. */
function commandText([path = '', ...args]: readonly string[]): string {
  return [path, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ')
}

export function statusText(
  { status, startedAt, finishedAt, lastExit }: Container,
  now: Date,
): string {
  const since = (time: Date | undefined) => humanDuration(now.getTime() - (time ?? now).getTime())
  if (status === 'running') return `Up ${since(startedAt)}`
  if (status === 'removing') return 'Removal In Progress'
  if (status === 'created') return 'Created'
  return `Exited (${lastExit.exitCode}) ${since(finishedAt)} ago`
}
