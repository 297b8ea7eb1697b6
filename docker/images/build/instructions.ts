import type { ContainerConfig, HistoryEntry } from '../../registry/oci.ts'
import { copiedFiles } from './copy.ts'
import type { Instruction } from './dockerfile.ts'
import { createLayer, type Layer } from './image.ts'
import { cleanPath, directory, parents, type FileTree } from './tree.ts'
import { expand, splitWords } from '../../engine/dockerfile/words.ts'

/** A build under way. */
export interface Build {
  context: string
  /** Seconds since 1970: when everything is said to have been made. */
  epoch: number
  created: string
  escape: string
  config: ContainerConfig
  /** Values of ARG. */
  args: Map<string, string>
  /** Whether this Dockerfile, not the image that it starts from, has said CMD. */
  hasOwnCommand: boolean
  history: HistoryEntry[]
  layers: Layer[]
  tree: FileTree
}

type Perform = (build: Build, instruction: Instruction) => void | Promise<void>

/** What each instruction does, with the history texts of BuildKit (its `dockerfile2llb`). */
export const INSTRUCTIONS: Readonly<Record<string, Perform>> = {
  COPY: (build, instruction) => copy(build, instruction, false),
  ADD: (build, instruction) => copy(build, instruction, true),

  RUN: remove,

  async WORKDIR(build, instruction) {
    const path = cleanPath(inWorkdir(build, oneWord(build, instruction)))
    build.config.WorkingDir = `/${path}`
    const made: FileTree = new Map()
    const missing = [...parents(path), path].filter((part) => part !== '' && !build.tree.has(part))
    for (const part of missing) made.set(part, directory(part, build.epoch))
    const text = `WORKDIR /${path}`
    if (made.size > 0) await addLayer(build, made, text)
    else addHistory(build, text)
  },

  ENV(build, instruction) {
    const pairs = keyValues(build, instruction)
    const variables = new Map((build.config.Env ?? []).map(splitPair))
    for (const [name, value] of pairs) variables.set(name, value)
    build.config.Env = Array.from(variables, (pair) => pair.join('='))
    addHistory(build, `ENV ${joinPairs(pairs)}`)
  },

  LABEL(build, instruction) {
    const pairs = keyValues(build, instruction)
    build.config.Labels = { ...build.config.Labels, ...Object.fromEntries(pairs) }
    addHistory(build, `LABEL ${joinPairs(pairs)}`)
  },

  ARG(build, instruction) {
    for (const word of words(build, instruction)) {
      const [name, value] = splitPair(word)
      if (word.includes('=')) build.args.set(name, value)
    }
    addHistory(build, `ARG ${instruction.text}`)
  },

  USER(build, instruction) {
    build.config.User = oneWord(build, instruction)
    addHistory(build, `USER ${build.config.User}`)
  },

  STOPSIGNAL(build, instruction) {
    build.config.StopSignal = oneWord(build, instruction)
    addHistory(build, `STOPSIGNAL ${build.config.StopSignal}`)
  },

  EXPOSE(build, instruction) {
    const ports = words(build, instruction).map((word) => {
      const match = /^(\d+)(?:\/(tcp|udp|sctp))?$/i.exec(word)
      if (!match || Number(match[1]) > 65535) {
        throw instruction.error(`invalid containerPort: ${word}`)
      }
      return `${match[1]}/${(match[2] ?? 'tcp').toLowerCase()}`
    })
    build.config.ExposedPorts = { ...build.config.ExposedPorts, ...emptyObjects(ports) }
    addHistory(build, `EXPOSE [${ports.join(' ')}]`)
  },

  VOLUME(build, instruction) {
    const paths = words(build, instruction)
    build.config.Volumes = { ...build.config.Volumes, ...emptyObjects(paths) }
    addHistory(build, `VOLUME [${paths.join(' ')}]`)
  },

  SHELL(build, instruction) {
    if (!instruction.json?.length) throw instruction.error('SHELL requires the JSON form')
    build.config.Shell = [...instruction.json]
    addHistory(build, `SHELL [${instruction.json.join(' ')}]`)
  },

  CMD(build, instruction) {
    build.config.Cmd = commandLine(build, instruction)
    build.hasOwnCommand = true
    addHistory(build, `CMD ${quoted(build.config.Cmd)}`)
  },

  ENTRYPOINT(build, instruction) {
    build.config.Entrypoint = commandLine(build, instruction)
    // An inherited CMD was meant as arguments for another entrypoint, or as the whole command.
    if (!build.hasOwnCommand) delete build.config.Cmd
    addHistory(build, `ENTRYPOINT ${quoted(build.config.Entrypoint)}`)
  },
}

const COPY_FLAGS = ['chown', 'chmod']

async function copy(build: Build, instruction: Instruction, unpack: boolean): Promise<void> {
  const { keyword, flags } = instruction
  const unknown = [...flags.keys()].find((flag) => !COPY_FLAGS.includes(flag))
  if (unknown !== undefined) throw instruction.error(`--${unknown} is not supported here`)
  const sources = words(build, instruction)
  const target = sources.pop()
  if (target === undefined || sources.length === 0) {
    throw instruction.error(`${keyword} requires at least two arguments`)
  }
  const files = await attempt(instruction, async () => {
    const place = followLinks(build.tree, inWorkdir(build, target))
    const isFolder =
      /(^|\/)\.?$/.test(target) || build.tree.get(cleanPath(place))?.type === 'directory'
    return copiedFiles({
      context: build.context,
      sources,
      target: isFolder ? `${place}/` : place,
      unpack,
      epoch: build.epoch,
      ...owner(flags.get('chown')),
      ...permissions(flags.get('chmod')),
    })
  })
  const options = COPY_FLAGS.filter((flag) => flags.has(flag))
  const shown = options.map((flag) => `--${flag}=${flags.get(flag)}`)
  await addLayer(build, files, [keyword, ...shown, ...sources, target, '# buildkit'].join(' '))
}

/**
 * `RUN rm FILE…`, the one command whose outcome needs no program of the image: a layer with a whiteout
 * for each file, and the folders that held them.
 */
async function remove(build: Build, instruction: Instruction): Promise<void> {
  const [program, ...paths] = words(build, instruction)
  if (program !== 'rm' || paths.length === 0 || paths.some((path) => path.startsWith('-'))) {
    throw instruction.error('RUN is not supported here, other than rm with names of files')
  }
  const layer: FileTree = new Map()
  const removed: string[] = []
  for (const path of paths) {
    const [, folder = '', name = ''] = /^(.*\/)([^/]+)$/.exec(inWorkdir(build, path)) ?? []
    const held = cleanPath(followLinks(build.tree, folder))
    const file = cleanPath(`${held}/${name}`)
    const entry = build.tree.get(file)
    if (!entry) throw instruction.error(`rm: can't remove '${path}': No such file or directory`)
    if (entry.type === 'directory') throw instruction.error(`rm: '${path}' is a directory`)
    const time = { uid: 0, gid: 0, mtime: build.epoch }
    const above = build.tree.get(held)
    if (above) layer.set(held, { ...above, mtime: build.epoch })
    const whiteout = cleanPath(`${held}/.wh.${name}`)
    layer.set(whiteout, {
      path: whiteout,
      type: 'file',
      mode: 0o600,
      ...time,
      data: new Uint8Array(),
    })
    removed.push(file, whiteout)
  }
  const command = instruction.json ?? [
    ...(build.config.Shell ?? ['/bin/sh', '-c']),
    instruction.text,
  ]
  await addLayer(build, layer, `RUN ${command.join(' ')} # buildkit`)
  for (const path of removed) build.tree.delete(path)
}

function owner(text: string | undefined): { uid: number; gid: number } | undefined {
  if (text === undefined) return undefined
  const match = /^(\d+)(?::(\d+))?$/.exec(text)
  if (!match) throw new Error(`--chown takes numbers here, not ${text}`)
  return { uid: Number(match[1]), gid: Number(match[2] ?? match[1]) }
}

function permissions(text: string | undefined): { mode: number } | undefined {
  if (text === undefined) return undefined
  if (!/^[0-7]{3,4}$/.test(text)) throw new Error(`--chmod takes an octal number here, not ${text}`)
  return { mode: Number.parseInt(text, 8) }
}

async function addLayer(build: Build, files: FileTree, createdBy: string): Promise<void> {
  const layer: FileTree = new Map(files)
  for (const { path, mtime } of files.values()) {
    // overlayfs shows the topmost folder's owner and permissions, so these are repeated as they are.
    for (const parent of parents(path)) {
      if (!layer.has(parent)) layer.set(parent, build.tree.get(parent) ?? directory(parent, mtime))
    }
  }
  build.layers.push(await createLayer(layer))
  for (const [path, entry] of layer) build.tree.set(path, entry)
  build.history.push(historyEntry(build, createdBy))
}

function addHistory(build: Build, createdBy: string): void {
  build.history.push({ ...historyEntry(build, createdBy), empty_layer: true })
}

function historyEntry({ created }: Build, created_by: string): HistoryEntry {
  return { created, created_by, comment: 'buildkit.dockerfile.v0' }
}

/** The place that a path of the image leads to, through the symbolic links on its way. */
function followLinks(tree: FileTree, path: string, depth = 0): string {
  if (depth > 40) throw new Error(`${path}: too many levels of symbolic links`)
  const clean = cleanPath(path)
  for (const part of [...parents(clean), clean]) {
    const entry = tree.get(part)
    if (entry?.type !== 'symlink' || entry.target === undefined) continue
    const [from, rest] = [
      entry.target.startsWith('/') ? '' : `/${part}/..`,
      clean.slice(part.length),
    ]
    return followLinks(tree, `${from}/${entry.target}${rest}`, depth + 1)
  }
  return `/${clean}`
}

function inWorkdir({ config }: Build, path: string): string {
  return path.startsWith('/') ? path : `${config.WorkingDir ?? '/'}/${path}`
}

function words(build: Build, instruction: Instruction): string[] {
  const environment = new Map((build.config.Env ?? []).map(splitPair))
  const lookup = (name: string) => environment.get(name) ?? build.args.get(name)
  try {
    return (
      instruction.json?.map((text) => expand(text, lookup)) ??
      splitWords(instruction.text, build.escape, lookup)
    )
  } catch (cause) {
    throw located(instruction, cause)
  }
}

function oneWord(build: Build, instruction: Instruction): string {
  const [word, ...more] = words(build, instruction)
  if (word === undefined || more.length > 0) {
    throw instruction.error(`${instruction.keyword} requires exactly one argument`)
  }
  return word
}

function keyValues(build: Build, instruction: Instruction): [string, string][] {
  return words(build, { ...instruction, json: undefined }).map((word) => {
    if (word.indexOf('=') < 1) {
      throw instruction.error(`${instruction.keyword} takes name=value, not ${word}`)
    }
    return splitPair(word)
  })
}

/** The exec form as it is; the shell form as arguments of the shell. */
function commandLine({ config }: Build, { json, text }: Instruction): string[] {
  return json ? [...json] : [...(config.Shell ?? ['/bin/sh', '-c']), text]
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
}

function joinPairs(pairs: readonly [string, string][]): string {
  return pairs.map((pair) => pair.join('=')).join(' ')
}

/** As Go's `%q` writes a list of strings. */
function quoted(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(' ')}]`
}

function emptyObjects(keys: readonly string[]): Record<string, Record<string, never>> {
  return Object.fromEntries(keys.map((key) => [key, {}]))
}

async function attempt<T>(instruction: Instruction, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    throw located(instruction, cause)
  }
}

function located(instruction: Instruction, cause: unknown): Error {
  return instruction.error(cause instanceof Error ? cause.message : String(cause))
}
