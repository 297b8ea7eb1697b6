import { isPlatform } from '../../registry/client.ts'
import { familiarString } from '../../registry/reference.ts'
import { PLATFORM } from '../../registry/client.ts'
import type { EngineContext } from '../context.ts'
import type { Command, From } from '../dockerfile/command.ts'
import { createLex, type Lex } from '../dockerfile/lex.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import { readCommand } from '../dockerfile/command.ts'
import { readStages, type MetaArg, type Stage } from '../dockerfile/stages.ts'
import { EngineError, invalid, messageOf, unclassified } from '../errors.ts'
import { shortId } from '../ids.ts'
import { emitImage } from '../images/context.ts'
import type { Image } from '../images/image.ts'
import { BuildArgs } from './args.ts'
import { findImage } from './base-image.ts'
import { BuildCache } from './cache.ts'
import { BuildContainers } from './containers.ts'
import type { BuildContext } from './context.ts'
import { performCommand, type StepContext } from './dispatch.ts'
import { buildPlatform, type BuildOptions } from './options.ts'
import type { BuildOutput } from './output.ts'
import { StageResults, type StageState } from './stage.ts'

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a build is of, and who is told. */
export interface Build {
  options: BuildOptions
  source: BuildContext
  output: BuildOutput
  /** Aborted when the client goes away. */
  signal: AbortSignal
}

/**
 * Builds an image as dockerd's classic builder does (`builder/dockerfile`).
 * @throws EngineError, BuildError in its words
 */
export async function buildImage(context: EngineContext, build: Build): Promise<Image> {
  const { options, source, output } = build
  const { stages: all, metaArgs } = readStages(source.dockerfile)
  const stages = wantedStages(all, options)
  if (source.dockerfile.warnings.length > 0)
    output.err(`${source.dockerfile.warnings.join('\n')}\n`)
  const image = await new Builder(context, build).run(stages, metaArgs)
  if (!image) throw unclassified('No image was generated. Is your Dockerfile empty?')
  output.out(`Successfully built ${shortId(image.id)}\n`)
  for (const tag of options.tags) {
    context.images.tag(image, tag, context.now())
    emitImage(context, 'tag', image, familiarString(tag))
    output.out(`Successfully tagged ${familiarString(tag)}\n`)
  }
  const tags = options.tags.map(familiarString)
  context.trace.emit({ step: 'build-done', imageId: image.id, tags })
  return image
}

/** The stages up to the one that is the target, with the labels of the request in the last. */
function wantedStages(stages: readonly Stage[], { target, labels }: BuildOptions): Stage[] {
  const index = stages.findIndex(({ name }) => name === target.toLowerCase())
  if (target !== '' && index < 0) {
    throw invalid(`failed to reach build target ${target} in Dockerfile`)
  }
  const wanted = target === '' ? [...stages] : stages.slice(0, index + 1)
  const last = wanted.pop()
  if (!last) return []
  const added = [...labels].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    ...wanted,
    {
      ...last,
      commands: [
        ...last.commands,
        ...added.map(([name, value]): Command => ({
          kind: 'label',
          code: `LABEL ${name}=${value}`,
          pairs: [[name, value]],
          isLiteral: true,
        })),
      ],
    },
  ]
}

class Builder {
  readonly #context: EngineContext
  readonly #build: Build
  readonly #lex: Lex
  readonly #results = new StageResults()
  readonly #cache: BuildCache
  readonly #containers: BuildContainers
  readonly #args: BuildArgs
  #step = 0
  #steps = 0

  constructor(context: EngineContext, build: Build) {
    const { options, source, output } = build
    this.#context = context
    this.#build = build
    this.#lex = createLex(source.dockerfile.escape)
    this.#cache = new BuildCache(context.images, options.noCache)
    this.#containers = new BuildContainers(context, output, options.hostConfig)
    this.#args = new BuildArgs(options.buildArgs)
  }

  async run(stages: readonly Stage[], metaArgs: readonly MetaArg[]): Promise<Image | undefined> {
    const { output } = this.#build
    this.#steps = stages.reduce((sum, { commands }) => sum + 1 + commands.length, metaArgs.length)
    for (const arg of metaArgs) {
      this.#announce(arg.code)
      this.#addMetaArg(arg)
    }
    let image: Image | undefined
    for (const stage of stages) {
      this.#results.checkName(stage.name)
      const args = this.#args.forStage()
      this.#announce(stage.code)
      const state = await this.#begin(stage, args)
      this.#tellImage(state)
      for (const command of stage.commands) {
        if (this.#build.signal.aborted) {
          output.out('Build cancelled\n')
          throw unclassified('Build cancelled')
        }
        this.#announce(command.code)
        await this.#perform(state, command)
        this.#tellImage(state)
      }
      if (state.image) output.aux(state.image.id)
      this.#args.merge(state.args)
      this.#results.add(state)
      image = state.image
    }
    const unused = this.#args.unused()
    if (unused.length > 0) {
      output.out(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
    }
    return image
  }

  #announce(code: string) {
    this.#step++
    this.#build.output.out(`Step ${this.#step}/${this.#steps} : ${code}`)
    this.#build.output.out('\n')
    this.#context.trace.emit({
      step: 'build-step',
      number: this.#step,
      of: this.#steps,
      instruction: code,
    })
  }

  #tellImage(state: StageState) {
    const { image } = state
    if (image) state.config = { ...state.config, Image: image.id }
    this.#build.output.out(` ---> ${image ? shortId(image.id) : ''}\n`)
  }

  #addMetaArg({ pairs }: MetaArg) {
    const values = this.#args.allowed()
    const word = (text: string) =>
      asUnclassified(() => this.#lex.word(text, (name) => values.get(name)))
    for (const [name, value] of pairs) {
      this.#args.addMeta(word(name), value === undefined ? undefined : word(value))
    }
  }

  /** Finds the image of FROM, and does what it wants to be done by those who build on it. */
  async #begin(from: From, args: BuildArgs): Promise<StageState> {
    this.#cache.reset()
    const { image, name } = await this.#baseImage(from, args)
    this.#context.trace.emit({
      step: 'build-base',
      image: name,
      ...(image && { imageId: image.id }),
      layers: (image?.layers ?? []).map(({ diffId, size }) => ({ diffId, size })),
    })
    const config = image?.config.config ?? {}
    const env = config.Env ?? []
    const state: StageState = {
      name: from.name,
      image,
      config: {
        ...config,
        Env: env.some((entry) => entry.startsWith('PATH=')) ? env : [...env, DEFAULT_PATH],
        OpenStdin: false,
        StdinOnce: false,
        ...(image && { Image: image.id }),
      },
      maintainer: '',
      hasCommand: false,
      args,
    }
    const triggers = config.OnBuild ?? []
    if (triggers.length === 0) return state
    state.config = { ...state.config, OnBuild: null }
    const plural = triggers.length > 1 ? 's' : ''
    this.#build.output.out(`# Executing ${triggers.length} build trigger`)
    if (plural) this.#build.output.out(plural)
    this.#build.output.out('\n')
    for (const trigger of triggers) {
      if (state.image) state.config = { ...state.config, Image: state.image.id }
      await this.#perform(state, readTrigger(trigger))
    }
    return state
  }

  /** What FROM names, its variables put in, and the image that it is; `scratch` is none. */
  async #baseImage(
    from: From,
    args: BuildArgs,
  ): Promise<{ name: string; image: Image | undefined }> {
    const meta = args.meta()
    const word = (text: string) =>
      asUnclassified(() => this.#lex.word(text, (name) => meta.get(name)))
    const asked = from.platform === '' ? '' : word(from.platform)
    const platform = asked === '' ? this.#build.options.platform : readPlatform(asked)
    const name = word(from.base)
    if (name === '') throw unclassified(`base name (${from.base}) should not be blank`)
    const stage = this.#results.byName(name)
    if (stage) return { name, image: stage.image }
    if (name === 'scratch') {
      if (platform && !isPlatform(PLATFORM, platform)) {
        throw unclassified(
          `platform ${platform.os}/${platform.architecture} is not supported: this machine is ${PLATFORM.os}/${PLATFORM.architecture}`,
        )
      }
      return { name, image: undefined }
    }
    return { name, image: await this.#find(name, platform) }
  }

  #find(name: string, platform = this.#build.options.platform): Promise<Image> {
    const { options, output, signal } = this.#build
    return findImage(this.#context, name, { pull: options.pull, platform, say: output.say, signal })
  }

  async #perform(state: StageState, command: Command): Promise<void> {
    const { options, source, output, signal } = this.#build
    const step: StepContext = {
      context: this.#context,
      lex: this.#lex,
      cache: this.#cache,
      containers: this.#containers,
      files: source.files,
      output,
      signal,
      stages: this.#results,
      findImage: (name) => this.#find(name),
    }
    let isDone = false
    try {
      await performCommand(step, state, command)
      isDone = true
    } finally {
      if (options.forceRemove || (options.remove && isDone)) await this.#containers.removeAll()
    }
  }
}

function readPlatform(text: string) {
  try {
    return buildPlatform(text)
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 400) throw error
    throw unclassified(`failed to parse platform ${text}: ${error.message}`)
  }
}

/** An instruction that an image keeps for those who build on it. */
function readTrigger(text: string): Command {
  const { instructions } = parseDockerfile(text)
  const [instruction, other] = instructions
  if (!instruction || other) throw unclassified('onbuild trigger should be a single expression')
  const command = readCommand(instruction)
  if (command.kind === 'from') throw unclassified('*instructions.Stage is not a command type')
  return command
}

function asUnclassified<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unclassified(messageOf(error))
  }
}
