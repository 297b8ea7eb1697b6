import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { formatAddress } from '../../docker/host/http/address.ts'
import { serveEngine } from '../../docker/host/http/server.node.ts'
import { openDockerNode, type NodeSession } from '../../docker/host/node.ts'
import { run } from '../../docker/machine/build/run.ts'
import { unpackedPackage } from './debian.node.ts'

/** An engine that clients can reach. */
export interface Server {
  /** As `DOCKER_HOST` has it. */
  host: string
  close(): Promise<void>
}

/** Starts an engine without containers; it may keep its files in `folder`. */
export type OpenServer = (folder: string) => Promise<Server>

/** Our engine, on a machine of its own. */
export const openEngine: OpenServer = async (folder) => {
  const docker = openDockerNode()
  const { host, close } = await listen(docker, folder)
  return {
    host,
    async close() {
      await close()
      await docker.close()
    },
  }
}

/** Our engine on one machine for many lists, emptied after each: a machine that has run before is twice as fast. */
export function keepEngine(): { open: OpenServer; close(): Promise<void> } {
  let kept: NodeSession | undefined
  return {
    async open(folder) {
      const docker = (kept ??= openDockerNode())
      const { host, close } = await listen(docker, folder)
      return {
        host,
        async close() {
          await close()
          const left = await leftAfterEmptying(docker).catch(String)
          if (left === '') return
          kept = undefined
          await docker.close()
        },
      }
    },
    async close() {
      await kept?.close()
    },
  }
}

async function listen(docker: NodeSession, folder: string): Promise<Server> {
  await docker.machine()
  const { address, close } = await serveEngine(docker.engine, { path: join(folder, 'docker.sock') })
  return { host: formatAddress(address), close }
}

/** Removes all that is on an engine, and tells what is there nevertheless. */
async function leftAfterEmptying(docker: NodeSession): Promise<string> {
  let left = ''
  const decoder = new TextDecoder()
  const add = (bytes: Uint8Array) => void (left += decoder.decode(bytes))
  await docker.run(
    `(docker rm -vf $(docker ps -aq)
     docker system prune -af --volumes
     docker rmi -f $(docker images -aq)) >/dev/null 2>&1
     docker ps -aq; docker images -aq; docker volume ls -q; docker network ls -q -f type=custom`,
    { stdout: add, stderr: add },
  )
  return left
}

/** The programs that Podman's image has; BusyBox is all of them. */
const APPLETS = 'cat echo env false hostname id ls pwd sh sleep true'.split(' ')

/**
 * What makes Podman run containers where neither systemd nor a storage of layers is there, and where the limits of
 * the user are lower than those it asks for: in a container or a small virtual machine.
 */
const CONTAINERS_CONF = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "none"
cgroupns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`

/** Milliseconds that a server has to begin to listen. */
const PATIENCE = 10_000

/** Podman with files of its own in `folder`, and Debian's busybox-static as the image `localhost/busybox`. */
export async function setUpPodman(folder: string) {
  const at = (...parts: string[]) => join(folder, ...parts)
  const env = { CONTAINERS_CONF: at('containers.conf') }
  await writeFile(at('containers.conf'), CONTAINERS_CONF)
  const storage = ['--root', at('root'), '--runroot', at('run'), '--storage-driver', 'vfs']
  const podman = (...args: string[]) => run('podman', [...storage, ...args], { env })

  await mkdir(at('image/bin'), { recursive: true })
  await copyFile('/bin/busybox', at('image/bin/busybox'))
  for (const applet of APPLETS) await symlink('busybox', at('image/bin', applet))
  await run('tar', ['--mtime=@0', '--sort=name', '-cf', at('image.tar'), '-C', at('image'), '.'])
  await podman('import', '-c', 'CMD ["sh"]', at('image.tar'), 'localhost/busybox:latest')
  return { podman, storage, env }
}

/** Podman's Docker-compatible API. */
export const openPodman: OpenServer = async (folder) => {
  const { podman, storage, env } = await setUpPodman(folder)
  const socket = join(folder, 'podman.sock')
  const service = spawn(
    'podman',
    [...storage, 'system', 'service', '--time', '0', `unix://${socket}`],
    { env: { ...process.env, ...env }, stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => service.once('close', () => resolve()))
  await listening(socket)
  return {
    host: `unix://${socket}`,
    async close() {
      await podman('rm', '--all', '--force', '--time', '0')
      service.kill('SIGTERM')
      await ended
    },
  }
}

/** Docker's own engine, of Debian's packages docker.io and containerd. It needs root, and networks are off. */
export const openDockerd: OpenServer = async (folder) => {
  const at = (...parts: string[]) => join(folder, ...parts)
  const [docker, containerd] = await Promise.all(['docker.io', 'containerd'].map(unpackedPackage))
  const path = [`${docker}/usr/sbin`, `${docker}/usr/bin`, `${containerd}/usr/bin`]
  const host = `unix://${at('docker.sock')}`
  const own = ['--data-root', at('data'), '--exec-root', at('run'), '--pidfile', at('pid')]
  const plain = ['--storage-driver=vfs', '--bridge=none', '--iptables=false', '--ip6tables=false']
  // Its mounts are its own, so that they end with it.
  const daemon = spawn('unshare', ['--mount', 'dockerd', '--host', host, ...own, ...plain], {
    env: { ...process.env, PATH: [...path, process.env.PATH].join(':') },
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => daemon.once('close', () => resolve()))
  await listening(at('docker.sock'))
  return {
    host,
    async close() {
      daemon.kill('SIGTERM')
      await ended
    },
  }
}

async function listening(socket: string): Promise<void> {
  for (let waited = 0; !existsSync(socket); waited += 50) {
    if (waited > PATIENCE) throw new Error(`nothing listens on ${socket}`)
    await delay(50)
  }
}
