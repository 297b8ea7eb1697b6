import * as v from 'valibot'
import { parseImageConfig } from '../../engine/images/image.ts'
import type { ImageConfig } from '../../registry/oci.ts'
import { readTar } from '../../registry/untar.ts'

/** Carries a request to an engine, as `Engine.fetch` does. */
export type Send = (request: Request) => Promise<Response>

/** An image as the engine saves it. */
export interface SavedImage {
  config: ImageConfig
  /** Tars of the layers, the bottom one first. */
  layers: Uint8Array<ArrayBuffer>[]
}

const BuildLine = v.object({ stream: v.optional(v.string(), ''), error: v.optional(v.string()) })
const SavedManifest = v.tuple([v.object({ Config: v.string(), Layers: v.array(v.string()) })])

/**
 * Builds an image with the engine, as `docker build --no-cache -t NAME -` does.
 *
 * @param context a tar with the Dockerfile and what it copies.
 * @throws with the engine's own words, and the last of what the build told, when it fails.
 */
export async function dockerBuild(
  send: Send,
  name: string,
  context: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const url = `http://docker/build?t=${encodeURIComponent(name)}&nocache=1`
  const response = await send(new Request(url, { method: 'POST', body: context }))
  const text = await response.text()
  if (!response.ok) throw new Error(`docker build of the image ${name} failed: ${text}`)
  const lines = text.trim().split('\r\n')
  const told = lines.map((line) => v.parse(BuildLine, JSON.parse(line)))
  const error = told.at(-1)?.error
  if (error === undefined) return
  const steps = told.map(({ stream }) => stream).join('')
  throw new Error(`docker build of the image ${name} failed: ${error}\n${steps.slice(-1500)}`)
}

/**
 * Takes an image out of the engine, as `docker save NAME` does.
 *
 * @throws when there is no such image, or two of its layers are the same.
 */
export async function dockerSave(send: Send, name: string): Promise<SavedImage> {
  const url = `http://docker/images/${encodeURIComponent(name)}/get`
  const response = await send(new Request(url))
  if (!response.ok) throw new Error(`docker save of ${name} failed: ${await response.text()}`)
  const entries = [...readTar(new Uint8Array(await response.arrayBuffer()))]
  const files = new Map(
    entries.flatMap(({ header, data }) => (header.type === 'file' ? [[header.name, data]] : [])),
  )
  const content = (path: string) => {
    const data = files.get(path)
    if (!data) throw new Error(`docker save of ${name} gave no file ${path}`)
    return data
  }
  const manifest: unknown = JSON.parse(new TextDecoder().decode(content('manifest.json')))
  const [{ Config, Layers }] = v.parse(SavedManifest, manifest)
  return { config: parseImageConfig(content(Config)), layers: Layers.map(content) }
}
