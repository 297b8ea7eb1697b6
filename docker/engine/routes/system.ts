import { Hono } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import { runtimeVersion } from '../containers/runtime.ts'
import { API_VERSION, ENGINE_VERSION, MIN_API_VERSION } from '../version.ts'

/** `/_ping`, `/version`, `/info`. The last two tell of the kernel, so they start the machine. */
export function systemRoutes({ machine, containers, images, now }: EngineContext) {
  const app = new Hono<Env>()

  // hono answers HEAD from GET's handler.
  app.get('/_ping', (c) => c.text('OK', 200, { 'Cache-Control': 'no-cache' }))

  app.get('/version', async (c) => {
    const linux = await machine()
    const engine = {
      ApiVersion: API_VERSION,
      MinAPIVersion: MIN_API_VERSION,
      GitCommit: '',
      GoVersion: '',
      Os: 'linux',
      Arch: '386',
      KernelVersion: linux.info.kernelVersion,
      BuildTime: '',
    }
    return c.json({
      Platform: { Name: '' },
      Components: [
        {
          Name: 'Engine',
          Version: ENGINE_VERSION,
          Details: { ...engine, Experimental: 'false' },
        },
        { Name: 'crun', Version: await runtimeVersion(linux), Details: { GitCommit: '' } },
      ],
      Version: ENGINE_VERSION,
      ...engine,
    })
  })

  app.get('/info', async (c) => {
    const { info } = await machine()
    const all = containers.all()
    const running = all.filter((container) => container.running).length
    return c.json({
      Containers: all.length,
      ContainersRunning: running,
      ContainersPaused: 0,
      ContainersStopped: all.length - running,
      Images: images.all().length,
      Driver: 'overlay2',
      LoggingDriver: 'json-file',
      CgroupDriver: 'cgroupfs',
      CgroupVersion: '2',
      SystemTime: now().toISOString(),
      KernelVersion: info.kernelVersion,
      OperatingSystem: 'Linux in v86',
      OSType: 'linux',
      Architecture: info.machine,
      NCPU: 1,
      MemTotal: info.memory,
      DockerRootDir: '/var/lib/docker',
      ServerVersion: ENGINE_VERSION,
      Runtimes: { crun: { path: '/sbin/crun' } },
      DefaultRuntime: 'crun',
      SecurityOptions: ['name=cgroupns'],
      Swarm: { LocalNodeState: 'inactive', ControlAvailable: false },
    })
  })
  return app
}
