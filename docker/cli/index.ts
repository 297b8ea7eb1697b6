export { runDocker } from './docker.ts'
export { runScript } from './script.ts'
export { EXIT_INTERRUPTED, type DockerIo } from './io.ts'
