import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openApt } from '../../docker/machine/build/apt.ts'
import { run } from '../../docker/machine/build/run.ts'
import { projectFolder } from '../../scripts/project.node.ts'

const PACKAGE = 'golang-github-opencontainers-image-spec-dev'
const SCHEMAS = 'usr/share/gocode/src/github.com/opencontainers/image-spec/schema'
const cache = join(projectFolder, '.cache')

/** Which of the specification's documents something is. */
export type Document =
  'config-schema' | 'image-manifest-schema' | 'image-index-schema' | 'image-layout-schema'

/**
 * The JSON schemas of the OCI image specification, from Debian's package of it, which is unpacked and never installed.
 * @returns what is wrong with a document; nothing where it is valid
 */
export async function imageSpec(): Promise<(document: Document, value: unknown) => string[]> {
  const folder = join(cache, 'image-spec')
  if (!existsSync(folder)) await unpack(folder)
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  for (const file of await readdir(join(folder, SCHEMAS))) {
    if (!file.endsWith('.json')) continue
    const schema: unknown = JSON.parse(await readFile(join(folder, SCHEMAS, file), 'utf8'))
    // Schemas name each other by file, from two folders; their own ids name files that are not there.
    for (const base of ['', 'image/']) ajv.addSchema(withoutIds(schema), ROOT + base + file)
  }
  return (document, value) => {
    const validate = ajv.getSchema(`${ROOT}${document}.json`)
    if (!validate) throw new Error(`no schema ${document}`)
    void validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

const ROOT = 'https://opencontainers.org/schema/'

function withoutIds(schema: unknown): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  )
  const copy: unknown = JSON.parse(text)
  if (typeof copy !== 'object' || copy === null) throw new Error('a schema is an object')
  return copy
}

async function unpack(folder: string) {
  const architecture = (await run('dpkg', ['--print-architecture'])).trim()
  const apt = await openApt(join(cache, 'apt-parity'), console.warn, architecture)
  const [deb] = await apt.download([PACKAGE])
  if (!deb) throw new Error(`apt downloaded no ${PACKAGE}`)
  const unpacked = `${folder}.${process.pid}`
  await mkdir(unpacked, { recursive: true })
  await run('dpkg-deb', ['-x', deb.file, unpacked])
  await rm(folder, { recursive: true, force: true })
  await rename(unpacked, folder)
}
