/** The commands that one needs most. A test asks the deck's own command line whether it knows each. */

/** A command of the cheat sheet. */
export interface SheetCommand {
  /** As it is typed; words in capitals stand for names of one's own. */
  command: string
  /** What it does, in a few words. */
  does: string
}

export const IMAGE_COMMANDS: readonly SheetCommand[] = [
  { command: 'docker build -t IMAGE .', does: 'make it' },
  { command: 'docker pull IMAGE', does: 'get it' },
  { command: 'docker images', does: 'list them' },
  { command: 'docker history IMAGE', does: 'its lines' },
  { command: 'docker tag IMAGE NAME:TAG', does: 'name it' },
  { command: 'docker push NAME:TAG', does: 'publish it' },
  { command: 'docker rmi IMAGE', does: 'remove it' },
]

export const CONTAINER_COMMANDS: readonly SheetCommand[] = [
  { command: 'docker run IMAGE', does: 'create and start' },
  { command: 'docker ps -a', does: 'list them' },
  { command: 'docker exec -it NAME sh', does: 'look inside' },
  { command: 'docker logs NAME', does: 'its output' },
  { command: 'docker diff NAME', does: 'its changes' },
  { command: 'docker stop NAME', does: 'end it, keep files' },
  { command: 'docker rm NAME', does: 'remove it' },
]
