import * as v from 'valibot'
import { bool, int, intPointer, pointer, set, stringMap, strings, text, words } from './go.ts'

/** How to find out whether a container is well; durations in nanoseconds, 0 for the default. */
export const healthcheck = v.object({
  Test: strings,
  Interval: int,
  Timeout: int,
  StartPeriod: int,
  Retries: int,
})
export type Healthcheck = v.InferOutput<typeof healthcheck>

/** The portable half of what a container is made from: `container.Config` of API v1.41, its fields in Go's order. */
export const portableConfig = {
  Hostname: text,
  Domainname: text,
  User: text,
  AttachStdin: bool,
  AttachStdout: bool,
  AttachStderr: bool,
  ExposedPorts: set,
  Tty: bool,
  OpenStdin: bool,
  StdinOnce: bool,
  Env: strings,
  Cmd: words,
  Healthcheck: pointer(healthcheck),
  ArgsEscaped: bool,
  Image: text,
  Volumes: set,
  WorkingDir: text,
  Entrypoint: words,
  NetworkDisabled: bool,
  MacAddress: text,
  OnBuild: strings,
  Labels: stringMap,
  StopSignal: text,
  StopTimeout: intPointer,
  Shell: words,
}
