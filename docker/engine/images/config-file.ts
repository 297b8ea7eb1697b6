import type { HistoryEntry, ImageConfig } from '../../registry/oci.ts'
import { marshalJson, sortedMap } from '../go/json-text.ts'
import { goTime } from '../go/time.ts'
import { configJson } from './config-json.ts'

/** Writes an image config as dockerd does: its keys sorted, what is empty left out. */
export function writeConfig(config: ImageConfig): Uint8Array<ArrayBuffer> {
  const { rootfs, history } = config
  const document = {
    ...(config.architecture && { architecture: config.architecture }),
    ...(config.author && { author: config.author }),
    ...(config.comment && { comment: config.comment }),
    ...(config.config && { config: configJson(config.config) }),
    ...(config.container && { container: config.container }),
    container_config: configJson(config.container_config ?? {}),
    created: goTime(config.created),
    ...(config.docker_version && { docker_version: config.docker_version }),
    ...(history?.length && { history: history.map(historyJson) }),
    ...(config.os && { os: config.os }),
    ...(config['os.features']?.length && { 'os.features': config['os.features'] }),
    ...(config['os.version'] && { 'os.version': config['os.version'] }),
    rootfs: {
      type: rootfs.type,
      ...(rootfs.diff_ids?.length && { diff_ids: rootfs.diff_ids }),
    },
    ...(config.variant && { variant: config.variant }),
  }
  return new TextEncoder().encode(marshalJson(sortedMap(document)))
}

function historyJson(entry: HistoryEntry) {
  return {
    created: goTime(entry.created),
    ...(entry.author && { author: entry.author }),
    ...(entry.created_by && { created_by: entry.created_by }),
    ...(entry.comment && { comment: entry.comment }),
    ...(entry.empty_layer && { empty_layer: true }),
  }
}
