import { imageSize, type Image } from './image.ts'
import type { ImageStore } from './store.ts'

/** Go's zero time, which Docker writes where there is none. */
export const NO_TIME = '0001-01-01T00:00:00Z'

const seconds = (time: string | undefined) =>
  time === undefined ? 0 : Math.floor(Date.parse(time) / 1000)

/** An entry of `GET /images/json`. */
export function imageSummary(image: Image, images: ImageStore) {
  const size = imageSize(image)
  return {
    Containers: -1,
    Created: seconds(image.config.created),
    Id: image.id,
    Labels: image.config.config?.Labels ?? null,
    ParentId: '',
    RepoDigests: images.digests(image),
    RepoTags: images.tags(image),
    SharedSize: -1,
    Size: size,
    VirtualSize: size,
  }
}

/** `GET /images/{name}/json`. */
export function imageInspect(image: Image, images: ImageStore) {
  const { config } = image
  const defaults = config.config ?? {}
  const size = imageSize(image)
  return {
    Id: image.id,
    RepoTags: images.tags(image),
    RepoDigests: images.digests(image),
    Parent: '',
    Comment: config.history?.at(-1)?.comment ?? '',
    Created: config.created ?? NO_TIME,
    DockerVersion: '',
    Author: config.author ?? '',
    Config: {
      Hostname: '',
      Domainname: '',
      User: defaults.User ?? '',
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      ...(defaults.ExposedPorts ? { ExposedPorts: defaults.ExposedPorts } : {}),
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Env: defaults.Env ?? null,
      Cmd: defaults.Cmd ?? null,
      Image: '',
      Volumes: defaults.Volumes ?? null,
      WorkingDir: defaults.WorkingDir ?? '',
      Entrypoint: defaults.Entrypoint ?? null,
      OnBuild: null,
      Labels: defaults.Labels ?? null,
      ...(defaults.StopSignal ? { StopSignal: defaults.StopSignal } : {}),
      ...(defaults.Shell ? { Shell: defaults.Shell } : {}),
    },
    Architecture: config.architecture,
    Os: config.os,
    Size: size,
    VirtualSize: size,
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers', Layers: image.layers.map(({ diffId }) => diffId) },
    Metadata: { LastTagTime: NO_TIME },
  }
}

/** `GET /images/{name}/history`: the newest entry first; only that one has an ID, because nothing was built here. */
export function imageHistory(image: Image, images: ImageStore) {
  let next = 0
  const entries = (image.config.history ?? []).map((entry) => ({
    Comment: entry.comment ?? '',
    Created: seconds(entry.created),
    CreatedBy: entry.created_by ?? '',
    Id: '<missing>',
    Size: entry.empty_layer ? 0 : (image.layers[next++]?.size ?? 0),
    Tags: null,
  }))
  const [newest, ...older] = entries.reverse()
  if (!newest) return []
  const tags = images.tags(image)
  return [{ ...newest, Id: image.id, Tags: tags.length > 0 ? tags : null }, ...older]
}
