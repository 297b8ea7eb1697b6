import { BOOL, INT, mapOf, omitEmpty, pointerTo, sliceOf, STRING, struct } from '../go/type.ts'
import { DURATION } from './basic.ts'
import { NOTHING, PORT_SET, WORDS } from './parts.ts'

const HEALTH = struct('container.HealthConfig', {
  Test: omitEmpty(sliceOf(STRING)),
  Interval: omitEmpty(DURATION),
  Timeout: omitEmpty(DURATION),
  StartPeriod: omitEmpty(DURATION),
  Retries: omitEmpty(INT),
})

/** A container's or an image's configuration (Docker's `container.Config`). */
export const CONFIG = struct('container.Config', {
  Hostname: STRING,
  Domainname: STRING,
  User: STRING,
  AttachStdin: BOOL,
  AttachStdout: BOOL,
  AttachStderr: BOOL,
  ExposedPorts: omitEmpty(PORT_SET),
  Tty: BOOL,
  OpenStdin: BOOL,
  StdinOnce: BOOL,
  Env: sliceOf(STRING),
  Cmd: WORDS,
  Healthcheck: omitEmpty(pointerTo(HEALTH)),
  ArgsEscaped: omitEmpty(BOOL),
  Image: STRING,
  Volumes: mapOf(NOTHING),
  WorkingDir: STRING,
  Entrypoint: WORDS,
  NetworkDisabled: omitEmpty(BOOL),
  MacAddress: omitEmpty(STRING),
  OnBuild: sliceOf(STRING),
  Labels: mapOf(STRING),
  StopSignal: omitEmpty(STRING),
  StopTimeout: omitEmpty(pointerTo(INT)),
  Shell: omitEmpty(WORDS),
})
