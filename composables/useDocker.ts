import { readonly, shallowRef, type ShallowRef } from 'vue'
import { openDocker, type Docker, type MachineState } from '../docker/host/index.ts'

/** Docker in this tab, and the state of its machine. */
export interface UseDocker {
  docker: Docker
  /** Where the machine is in its life. */
  machine: Readonly<ShallowRef<MachineState>>
}

let opened: UseDocker | undefined

/** The tab's one Docker, shared by every component. Nothing starts before its first run. */
export function useDocker(): UseDocker {
  if (opened) return opened
  const docker = openDocker({ baseUrl: import.meta.env.BASE_URL })
  const machine = shallowRef<MachineState>({ state: 'off' })
  docker.onState((state) => {
    machine.value = state
  })
  opened = { docker, machine: readonly(machine) }
  return opened
}
