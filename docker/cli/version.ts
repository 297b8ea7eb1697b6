/** The client's own version; its commands, texts and exit codes are those of Docker's 20.10.24. */
export const CLI_VERSION = '0.1.0'

/** The API version that is spoken, with engines that know it. */
export const API_VERSION = '1.41'

/** Whether a version such as `1.41` is another one or a later one. */
export function atLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
