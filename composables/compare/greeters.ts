/** What the script of `docker run … greet` lines says, and what such a container prints. */

/** One line of the script: a container to run, and the object that goes with it. */
export interface GreeterCommand {
  /** The whole command. */
  command: string
  /** Who is to be greeted; undefined where the command leaves it to the image. */
  name: string | undefined
}

/** What a container said of itself. */
export interface Greeting {
  text: string
  /** The container's short id. */
  id: string
}

/** The commands of a script, one a line. */
export function greeterCommands(script: string): GreeterCommand[] {
  return script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('docker run '))
    .map((command) => ({ command, name: /\s-e NAME=(\S+)/.exec(command)?.[1] }))
}

/** Reads what the image `greet` prints; undefined while that is not all there, or is something else. */
export function readGreeting(lines: readonly string[]): Greeting | undefined {
  const id = /^I am process 1 in container ([0-9a-f]{12})\.$/.exec(lines[1] ?? '')?.[1]
  const text = lines[0]
  return id !== undefined && text !== undefined ? { text, id } : undefined
}
