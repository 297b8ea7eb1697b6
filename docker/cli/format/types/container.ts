/** What `GET /containers/{id}/json` answers, as Docker's `types.ContainerJSON` has it. */

import {
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
import { CONFIG } from './config.ts'
import { HOST_CONFIG } from './host-config.ts'
import { GRAPH_DRIVER, PORT_MAP } from './parts.ts'
import { textType, TIME } from './basic.ts'

const texts = sliceOf(STRING)
const labels = mapOf(STRING)

const HEALTH = struct('types.Health', {
  Status: STRING,
  FailingStreak: INT,
  Log: sliceOf(
    pointerTo(
      struct('types.HealthcheckResult', { Start: TIME, End: TIME, ExitCode: INT, Output: STRING }),
    ),
  ),
})

const STATE = struct('types.ContainerState', {
  Status: STRING,
  Running: BOOL,
  Paused: BOOL,
  Restarting: BOOL,
  OOMKilled: BOOL,
  Dead: BOOL,
  Pid: INT,
  ExitCode: INT,
  Error: STRING,
  StartedAt: STRING,
  FinishedAt: STRING,
  Health: omitEmpty(pointerTo(HEALTH)),
})

const NODE = struct('types.ContainerNode', {
  ID: STRING,
  IPAddress: { type: STRING, json: 'IP' },
  Addr: STRING,
  Name: STRING,
  Cpus: INT,
  Memory: INT64,
  Labels: labels,
})

const BASE = struct('types.ContainerJSONBase', {
  ID: { type: STRING, json: 'Id' },
  Created: STRING,
  Path: STRING,
  Args: texts,
  State: pointerTo(STATE),
  Image: STRING,
  ResolvConfPath: STRING,
  HostnamePath: STRING,
  HostsPath: STRING,
  LogPath: STRING,
  Node: omitEmpty(pointerTo(NODE)),
  Name: STRING,
  RestartCount: INT,
  Driver: STRING,
  Platform: STRING,
  MountLabel: STRING,
  ProcessLabel: STRING,
  AppArmorProfile: STRING,
  ExecIDs: texts,
  HostConfig: pointerTo(HOST_CONFIG),
  GraphDriver: GRAPH_DRIVER,
  SizeRw: omitEmpty(pointerTo(INT64)),
  SizeRootFs: omitEmpty(pointerTo(INT64)),
})

const MOUNT_POINT = struct('types.MountPoint', {
  Type: omitEmpty(textType('mount.Type')),
  Name: omitEmpty(STRING),
  Source: STRING,
  Destination: STRING,
  Driver: omitEmpty(STRING),
  Mode: STRING,
  RW: BOOL,
  Propagation: textType('mount.Propagation'),
})

const ADDRESS = struct('network.Address', { Addr: STRING, PrefixLen: INT })

const ENDPOINT = struct('network.EndpointSettings', {
  IPAMConfig: pointerTo(
    struct('network.EndpointIPAMConfig', {
      IPv4Address: omitEmpty(STRING),
      IPv6Address: omitEmpty(STRING),
      LinkLocalIPs: omitEmpty(texts),
    }),
  ),
  Links: texts,
  Aliases: texts,
  NetworkID: STRING,
  EndpointID: STRING,
  Gateway: STRING,
  IPAddress: STRING,
  IPPrefixLen: INT,
  IPv6Gateway: STRING,
  GlobalIPv6Address: STRING,
  GlobalIPv6PrefixLen: INT,
  MacAddress: STRING,
  DriverOpts: labels,
})

const NETWORK_SETTINGS = struct('types.NetworkSettings', {
  NetworkSettingsBase: {
    embedded: true,
    type: struct('types.NetworkSettingsBase', {
      Bridge: STRING,
      SandboxID: STRING,
      HairpinMode: BOOL,
      LinkLocalIPv6Address: STRING,
      LinkLocalIPv6PrefixLen: INT,
      Ports: PORT_MAP,
      SandboxKey: STRING,
      SecondaryIPAddresses: sliceOf(ADDRESS),
      SecondaryIPv6Addresses: sliceOf(ADDRESS),
    }),
  },
  DefaultNetworkSettings: {
    embedded: true,
    type: struct('types.DefaultNetworkSettings', {
      EndpointID: STRING,
      Gateway: STRING,
      GlobalIPv6Address: STRING,
      GlobalIPv6PrefixLen: INT,
      IPAddress: STRING,
      IPPrefixLen: INT,
      IPv6Gateway: STRING,
      MacAddress: STRING,
    }),
  },
  Networks: mapOf(pointerTo(ENDPOINT)),
})

export const CONTAINER = struct('types.ContainerJSON', {
  ContainerJSONBase: { type: pointerTo(BASE), embedded: true },
  Mounts: sliceOf(MOUNT_POINT),
  Config: pointerTo(CONFIG),
  NetworkSettings: pointerTo(NETWORK_SETTINGS),
})
