/** What images, volumes and networks are when they are inspected, as Docker's `types` has them. */

import {
  ANY,
  BOOL,
  INT,
  INT64,
  mapOf,
  omitEmpty,
  pointerTo,
  sliceOf,
  STRING,
  struct,
} from '../go/type.ts'
import { TIME } from './basic.ts'
import { CONFIG } from './config.ts'
import { GRAPH_DRIVER } from './parts.ts'

const texts = sliceOf(STRING)
const labels = mapOf(STRING)

/** `GET /images/{name}/json` */
export const IMAGE = struct('types.ImageInspect', {
  ID: { type: STRING, json: 'Id' },
  RepoTags: texts,
  RepoDigests: texts,
  Parent: STRING,
  Comment: STRING,
  Created: STRING,
  Container: STRING,
  ContainerConfig: pointerTo(CONFIG),
  DockerVersion: STRING,
  Author: STRING,
  Config: pointerTo(CONFIG),
  Architecture: STRING,
  Variant: omitEmpty(STRING),
  Os: STRING,
  OsVersion: omitEmpty(STRING),
  Size: INT64,
  VirtualSize: INT64,
  GraphDriver: GRAPH_DRIVER,
  RootFS: struct('types.RootFS', {
    Type: STRING,
    Layers: omitEmpty(texts),
    BaseLayer: omitEmpty(STRING),
  }),
  Metadata: struct('types.ImageMetadata', { LastTagTime: TIME }),
})

/** `GET /volumes/{name}` */
export const VOLUME = struct('types.Volume', {
  CreatedAt: omitEmpty(STRING),
  Driver: STRING,
  Labels: labels,
  Mountpoint: STRING,
  Name: STRING,
  Options: labels,
  Scope: STRING,
  Status: omitEmpty(mapOf(ANY)),
  UsageData: omitEmpty(
    pointerTo(struct('types.VolumeUsageData', { RefCount: INT64, Size: INT64 })),
  ),
})

const IPAM = struct('network.IPAM', {
  Driver: STRING,
  Options: labels,
  Config: sliceOf(
    struct('network.IPAMConfig', {
      Subnet: omitEmpty(STRING),
      IPRange: omitEmpty(STRING),
      Gateway: omitEmpty(STRING),
      AuxAddress: omitEmpty(labels, 'AuxiliaryAddresses'),
    }),
  ),
})

const SERVICE = struct('network.ServiceInfo', {
  VIP: STRING,
  Ports: texts,
  LocalLBIndex: INT,
  Tasks: sliceOf(
    struct('network.Task', { Name: STRING, EndpointID: STRING, EndpointIP: STRING, Info: labels }),
  ),
})

/** `GET /networks/{id}` */
export const NETWORK = struct('types.NetworkResource', {
  Name: STRING,
  ID: { type: STRING, json: 'Id' },
  Created: TIME,
  Scope: STRING,
  Driver: STRING,
  EnableIPv6: BOOL,
  IPAM,
  Internal: BOOL,
  Attachable: BOOL,
  Ingress: BOOL,
  ConfigFrom: struct('network.ConfigReference', { Network: STRING }),
  ConfigOnly: BOOL,
  Containers: mapOf(
    struct('types.EndpointResource', {
      Name: STRING,
      EndpointID: STRING,
      MacAddress: STRING,
      IPv4Address: STRING,
      IPv6Address: STRING,
    }),
  ),
  Options: labels,
  Labels: labels,
  Peers: omitEmpty(sliceOf(struct('network.PeerInfo', { Name: STRING, IP: STRING }))),
  Services: omitEmpty(mapOf(SERVICE)),
})
