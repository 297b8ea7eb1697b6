import * as v from 'valibot'
import { invalid } from '../../errors.ts'
import { portableConfig } from './config.ts'
import { networkingConfig } from './endpoint.ts'
import { decode } from './go.ts'
import { hostConfig, updateConfig, type UpdateConfig } from './host-config.ts'

const createRequest = v.object({
  ...portableConfig,
  HostConfig: v.nullish(hostConfig, {}),
  NetworkingConfig: networkingConfig,
})

/** The body of `POST /containers/create`. */
export type CreateRequest = v.InferOutput<typeof createRequest>

/** Go's struct of each field that has one. */
const STRUCTS = {
  HostConfig: 'HostConfig',
  NetworkingConfig: 'NetworkingConfig',
  EndpointsConfig: 'EndpointSettings',
  IPAMConfig: 'EndpointIPAMConfig',
  Healthcheck: 'HealthConfig',
  LogConfig: 'LogConfig',
  PortBindings: 'PortBinding',
  RestartPolicy: 'RestartPolicy',
  Mounts: 'Mount',
  BindOptions: 'BindOptions',
  VolumeOptions: 'VolumeOptions',
  TmpfsOptions: 'TmpfsOptions',
  DriverConfig: 'Driver',
  Devices: 'DeviceMapping',
  DeviceRequests: 'DeviceRequest',
  Ulimits: 'Ulimit',
}

/**
 * Reads the body of `POST /containers/create` as Go's decoder does.
 * @throws EngineError (500) that names the field which is of the wrong type, 400 where it says nothing at all.
 */
export function parseCreateRequest(body: unknown): CreateRequest {
  const request = decode(createRequest, body, 'runconfig.ContainerConfigWrapper', STRUCTS)
  const keys = Object.keys(body ?? {})
  if (!keys.some((key) => key in portableConfig)) {
    throw invalid('Config cannot be empty in order to create a container')
  }
  return request
}

/** Reads the body of `POST /containers/{id}/update`. @throws EngineError (500) as {@link parseCreateRequest}. */
export function parseUpdateRequest(body: unknown): UpdateConfig {
  return decode(updateConfig, body, 'container.UpdateConfig', STRUCTS)
}
