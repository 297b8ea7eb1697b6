import { EngineError, invalid } from '../../errors.ts'
import {
  matches,
  matchesExactly,
  matchesLabels,
  matchesPattern,
  type Filters,
} from '../../filters.ts'
import type { Image } from '../../images/image.ts'
import type { ImageStore } from '../../images/store.ts'
import type { Container } from '../container.ts'
import { networks, portList } from '../networking.ts'
import { STATUSES } from '../state.ts'
import type { ContainerStore } from '../store.ts'
import { filterPorts } from './ports.ts'

/** What `GET /containers/json` can be filtered by. */
export const CONTAINER_FILTERS = [
  ...['ancestor', 'before', 'exited', 'expose', 'health', 'id', 'is-task', 'isolation', 'label'],
  ...['name', 'network', 'publish', 'since', 'status', 'volume'],
]

/** What `GET /containers/json` is asked. */
export interface ListOptions {
  all: boolean
  /** How many at most; 0 for all that run. */
  limit: number
  filters: Filters
}

/**
 * The containers that are asked for, the newest first (dockerd's `reduceContainers`).
 * @throws EngineError in dockerd's words for a value that a filter does not take.
 */
export function listContainers(
  containers: ContainerStore,
  images: ImageStore,
  { all, limit, filters }: ListOptions,
): Container[] {
  const isWanted = wanted(filters, images)
  const showsAll = all || limit > 0 || filters.has('status')
  const [after, before] = bounds(containers, filters)
  const found = containers.all().filter((container) => {
    if (!showsAll && !container.running) return false
    return isWanted(container)
  })
  const order = containers.all()
  const position = (container: Container) => order.indexOf(container)
  const between = found.filter(
    (container) =>
      (before === undefined || position(container) > position(before)) &&
      (after === undefined || position(container) < position(after)),
  )
  return between.slice(0, limit > 0 ? limit : undefined)
}

/** The containers that `since` and `before` name: what is shown lies between them. */
function bounds(containers: ContainerStore, filters: Filters) {
  const find = (name: string) => {
    const values = filters.get(name) ?? []
    return values.map((value) => exact(containers, value)).at(-1)
  }
  return [find('since'), find('before')] as const
}

/** dockerd takes whole IDs and names here. */
function exact(containers: ContainerStore, value: string): Container {
  const bare = value.replace(/^\//, '')
  const found = containers.all().find(({ id, name }) => id === value || name === bare)
  if (!found) throw new EngineError(500, `no such container ${value}`)
  return found
}

function wanted(filters: Filters, images: ImageStore): (container: Container) => boolean {
  const exited = (filters.get('exited') ?? []).map(exitCode)
  for (const value of filters.get('status') ?? []) {
    if (!STATUSES.some((status) => status === value)) {
      throw invalid(`Invalid filter 'status=${value}'`)
    }
  }
  const isTask = taskFilter(filters)
  for (const value of filters.get('health') ?? []) {
    if (!['starting', 'healthy', 'unhealthy', 'none'].includes(value)) {
      throw invalid(`Unrecognised filter value for health: ${value}`)
    }
  }
  const ancestors = ancestorFilter(filters, images)
  const publish = filterPorts('publish', filters.get('publish') ?? [])
  const expose = filterPorts('expose', filters.get('expose') ?? [])
  return (container) =>
    matches(filters, 'id', (prefix) => container.id.startsWith(prefix)) &&
    matchesName(filters, container) &&
    isTask !== true &&
    matchesLabels(filters, 'label', container.config.labels) &&
    (exited.length === 0 ||
      (!container.running &&
        container.startedAt !== undefined &&
        exited.includes(container.exitCode))) &&
    matchesPattern(filters, 'status', container.status) &&
    matchesExactly(filters, 'health', container.health?.status ?? 'none') &&
    (!filters.has('volume') || hasVolume(container, filters.get('volume') ?? [])) &&
    (ancestors === undefined || ancestors.has(container.image.id)) &&
    (!filters.has('network') ||
      (filters.get('network') ?? []).some((network) => network in networks(container))) &&
    ((expose.size === 0 && publish.size === 0) ||
      portList(container).some(({ PrivatePort, Type }) => expose.has(`${PrivatePort}/${Type}`)))
}

function matchesName(filters: Filters, { name }: Container): boolean {
  return matchesPattern(filters, 'name', `/${name}`) || matchesPattern(filters, 'name', name)
}

function exitCode(value: string): number {
  if (/^[+-]?\d+$/.test(value)) return Number(value)
  throw new EngineError(500, `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`)
}

function taskFilter(filters: Filters): boolean | undefined {
  const values = filters.get('is-task')
  if (!values) return undefined
  if (values.includes('true')) return true
  if (values.includes('false')) return false
  throw invalid(`Invalid filter 'is-task=[${values.join(' ')}]'`)
}

/** IDs of the images that the filter names, and of those that were made from them. */
function ancestorFilter(filters: Filters, images: ImageStore): Set<string> | undefined {
  const values = filters.get('ancestor')
  if (!values) return undefined
  const ids = new Set<string>()
  const add = (image: Image) => {
    if (ids.has(image.id)) return
    ids.add(image.id)
    images.children(image).forEach(add)
  }
  for (const value of values) {
    try {
      add(images.get(value))
    } catch {
      // An image that is not there is nobody's ancestor.
    }
  }
  return ids
}

function hasVolume({ mounts }: Container, values: readonly string[]): boolean {
  return values.some((value) =>
    mounts.some(
      ({ name, source, destination }) => destination === value || (name || source) === value,
    ),
  )
}
