import { assembleFilter } from './seccomp/filter.ts'
import { defaultProfile } from './seccomp/profile.ts'

const assembled = new Map<string, string>()

/**
 * Docker's default seccomp profile for a container with these capabilities (`CAP_…`) in its bounding set, as
 * annotations of its runtime configuration: crun attaches the filter as it is, so no profile is parsed and compiled
 * in the guest. Processes that are executed in the container later get it too.
 * https://github.com/containers/crun/blob/1.8.1/crun.1.md#runociseccomp_bpf_data
 */
export function seccompAnnotations(bounding: readonly string[]): Record<string, string> {
  const key = bounding.join()
  let filter = assembled.get(key)
  if (filter === undefined) {
    filter = btoa(String.fromCharCode(...assembleFilter(defaultProfile(bounding))))
    assembled.set(key, filter)
  }
  return { 'run.oci.seccomp_bpf_data': filter }
}
