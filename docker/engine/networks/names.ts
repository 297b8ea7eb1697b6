import { shortId } from '../ids.ts'
import type { Container } from '../containers/container.ts'
import type { Attachment } from './endpoint.ts'
import type { Network } from './network.ts'

/** What a container is called on a user's network: its name, and its aliases, one of which is its short ID. */
export function namesOn(network: Network, container: Container, { config }: Attachment): string[] {
  const names = [container.name, ...aliasesOf(container, config.Aliases)]
  return [...new Set(names.flatMap((name) => [name, `${name}.${network.name}`]))]
}

/** The aliases that were asked for, and those that dockerd gives: the short ID, and the hostname where it is another. */
export function aliasesOf(
  { id, config }: Container,
  asked: readonly string[] | null = null,
): string[] {
  return [...new Set([...(asked ?? []), shortId(id), config.hostname])]
}
