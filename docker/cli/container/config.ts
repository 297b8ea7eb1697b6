import type { Cli } from '../cli.ts'
import { NO_FILES } from '../files.ts'
import { warn } from '../log.ts'
import { parseDevice, type DeviceMapping } from './devices.ts'
import { endpoints } from './endpoints.ts'
import type { ContainerFlags } from './flags.ts'
import { healthCheck } from './health.ts'
import { hostConfig } from './host-config.ts'
import { isMac } from './ip.ts'
import { nullIfEmpty, type JsonObject } from './json.ts'
import { pairsToObject, readPairs, splitPair } from './kv.ts'
import { checkModes } from './modes.ts'
import { parsePorts, type Ports } from './ports.ts'
import { parseRestartPolicy, type RestartPolicy } from './restart.ts'
import { readSecurity, type Security } from './security.ts'
import { sortVolumes, type Volumes } from './volumes.ts'

/** What a container is to be attached to. */
export interface Attachment {
  stdin: boolean
  stdout: boolean
  stderr: boolean
}

/** What flags come to besides their plain values. */
export interface FlagValues {
  attach: Attachment
  ports: Ports
  devices: DeviceMapping[]
  env: string[]
  labels: Record<string, string>
  restart: RestartPolicy
  logOptions: Record<string, string>
  security: Security
  storageOptions: Record<string, string>
  health: JsonObject | undefined
  volumes: Volumes
}

/** The body of `POST /containers/create`, with its fields as Go marshals them. */
export interface CreateBody {
  config: JsonObject & { Image: string }
  attach: Attachment
  tty: boolean
  hostConfig: JsonObject
  networks: Record<string, JsonObject>
}

/**
 * Turns the flags of `run` and `create` into what they send.
 * @throws Error, FileError in the words of Docker's client
 */
export async function readConfig(
  cli: Cli,
  flags: ContainerFlags,
  image: string,
  args: readonly string[],
): Promise<CreateBody> {
  const values = await readValues(cli, flags)
  const host = hostConfig(flags, values)
  if (flags.rm.value && !['no', ''].includes(values.restart.Name)) {
    throw new Error('Conflicting options: --restart and --rm')
  }
  const networks = endpoints(flags.network.value, {
    aliases: flags['network-alias'].value,
    links: flags.link.value,
    linkLocalIps: flags['link-local-ip'].value,
    ipv4: flags.ip.value,
    ipv6: flags.ip6.value,
  })
  return {
    config: containerConfig(flags, values, image, args),
    attach: values.attach,
    tty: flags.tty.value,
    hostConfig: host,
    networks,
  }
}

/** Reads everything that may be wrong, in the order in which Docker's client complains. */
async function readValues(cli: Cli, flags: ContainerFlags): Promise<FlagValues> {
  const { io } = cli
  const files = io.files ?? NO_FILES
  const mac = flags['mac-address'].value
  if (mac !== '' && !isMac(mac)) throw new Error(`${mac} is not a valid mac address`)
  const swappiness = flags['memory-swappiness'].value
  if (swappiness < -1 || swappiness > 100) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  }
  if (flags.mount.value.length > 0 && flags['volume-driver'].value !== '') {
    await warn(
      cli,
      '`--volume-driver` is ignored for volumes specified via `--mount`. Use `--mount type=volume,volume-driver=...` instead.',
    )
  }
  const ports = parsePorts(flags.publish.value, flags.expose.value)
  const devices = flags.device.value.map(parseDevice)
  const env = await readEnv(cli, flags)
  const labels: string[] = []
  for (const path of flags['label-file'].value) labels.push(...(await readPairs(files, path)))
  checkModes({
    pid: flags.pid.value,
    uts: flags.uts.value,
    userns: flags.userns.value,
    cgroupns: flags.cgroupns.value,
  })
  return {
    attach: attachmentOf(flags),
    ports,
    devices,
    env,
    labels: pairsToObject([...labels, ...flags.label.value]),
    restart: parseRestartPolicy(flags.restart.value),
    logOptions: logOptions(flags['log-driver'].value, flags['log-opt'].value),
    security: await readSecurity(flags['security-opt'].value, files),
    storageOptions: storageOptions(flags['storage-opt'].value),
    health: healthCheck({
      disabled: flags['no-healthcheck'].value,
      command: flags['health-cmd'].value,
      interval: flags['health-interval'].value,
      timeout: flags['health-timeout'].value,
      startPeriod: flags['health-start-period'].value,
      retries: flags['health-retries'].value,
    }),
    volumes: sortVolumes(flags.volume.value),
  }
}

function attachmentOf(flags: ContainerFlags): Attachment {
  const streams = flags.attach.value
  const isDefault = streams.length === 0
  return {
    stdin: flags.interactive.value || streams.includes('stdin'),
    stdout: isDefault || streams.includes('stdout'),
    stderr: isDefault || streams.includes('stderr'),
  }
}

/** The variables of files, then those of `--env`, of which the last one of a name counts. */
async function readEnv({ io }: Cli, flags: ContainerFlags): Promise<string[]> {
  const files = io.files ?? NO_FILES
  const fromFiles: string[] = []
  for (const path of flags['env-file'].value) {
    fromFiles.push(...(await readPairs(files, path, io.env)))
  }
  const given = new Map(flags.env.value.map((pair) => splitPair(withValue(pair, io.env))))
  return [
    ...fromFiles,
    ...[...given].map(([name, value]) => (value === undefined ? name : `${name}=${value}`)),
  ]
}

/** A variable that has no value takes the client's own, if there is one. */
export function withValue(pair: string, env: Readonly<Record<string, string | undefined>> = {}) {
  const own = pair.includes('=') ? undefined : env[pair]
  return own === undefined ? pair : `${pair}=${own}`
}

function logOptions(driver: string, options: readonly string[]): Record<string, string> {
  if (driver === 'none' && options.length > 0) {
    throw new Error(`invalid logging opts for driver ${driver}`)
  }
  return pairsToObject(options)
}

function storageOptions(options: readonly string[]): Record<string, string> {
  if (options.some((option) => !option.includes('='))) throw new Error('invalid storage option')
  return pairsToObject(options)
}

function containerConfig(
  flags: ContainerFlags,
  values: FlagValues,
  image: string,
  args: readonly string[],
): JsonObject & { Image: string } {
  const { attach, ports, volumes } = values
  return {
    Hostname: flags.hostname.value,
    Domainname: flags.domainname.value,
    User: flags.user.value,
    AttachStdin: attach.stdin,
    AttachStdout: attach.stdout,
    AttachStderr: attach.stderr,
    ...(Object.keys(ports.exposed).length > 0 ? { ExposedPorts: ports.exposed } : {}),
    Tty: flags.tty.value,
    OpenStdin: flags.interactive.value,
    StdinOnce: flags.interactive.value && attach.stdin,
    Env: nullIfEmpty(values.env),
    Cmd: nullIfEmpty(args),
    ...(values.health ? { Healthcheck: values.health } : {}),
    Image: image,
    Volumes: volumes.anonymous,
    WorkingDir: flags.workdir.value,
    Entrypoint: flags.entrypoint.changed ? [flags.entrypoint.value] : null,
    ...(flags['mac-address'].value === '' ? {} : { MacAddress: flags['mac-address'].value }),
    OnBuild: null,
    Labels: values.labels,
    ...(flags['stop-signal'].value !== '' && flags['stop-signal'].changed
      ? { StopSignal: flags['stop-signal'].value }
      : {}),
    ...(flags['stop-timeout'].changed ? { StopTimeout: flags['stop-timeout'].value } : {}),
  }
}
