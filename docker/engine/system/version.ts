import type { MachineInfo } from '../../machine/machine.ts'
import { API_VERSION, ENGINE_VERSION, MIN_API_VERSION } from '../version.ts'
import type { Facts } from './facts.ts'

/** `GET /version` (API v1.41), its fields in dockerd's order. The engine is not compiled: it has no commit and no Go. */
export function systemVersion({ kernelVersion }: MachineInfo, { runtime, init }: Facts) {
  return {
    Platform: { Name: '' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: '386',
          BuildTime: '',
          Experimental: 'false',
          GitCommit: '',
          GoVersion: '',
          KernelVersion: kernelVersion,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
      { Name: 'crun', Version: runtime.version, Details: { GitCommit: runtime.commit } },
      ...(init
        ? [{ Name: 'docker-init', Version: init.version, Details: { GitCommit: init.commit } }]
        : []),
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: '',
    GoVersion: '',
    Os: 'linux',
    Arch: '386',
    KernelVersion: kernelVersion,
  }
}
