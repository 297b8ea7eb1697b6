import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, type RunOptions } from './run.ts'

/** A Debian source package of one version. */
export interface DebianSource {
  name: string
  version: string
}

/** A Debian package that was downloaded. */
export interface Deb {
  name: string
  version: string
  architecture: string
  /** The source packages that it was made from: its own, and those named in `Built-Using`. */
  sources: DebianSource[]
  homepage: string | undefined
  /** Path of the `.deb`. */
  file: string
  sha256: string
}

/**
 * An apt of its own in a private folder: i386 packages and sources come through it, so that nothing
 * is added to the architectures and sources of the computer it runs on. The mirrors are those of
 * the computer's own apt configuration.
 */
export interface Apt {
  /** Downloads packages (not what they depend on) and returns them in the order asked for. */
  download(packages: readonly string[]): Promise<Deb[]>
  /** Names of the packages that a package depends on directly. */
  depends(name: string): Promise<string[]>
  /** Downloads and unpacks a source package; returns its folder. */
  source(name: string): Promise<string>
}

/**
 * Sets up the private apt in `folder` and fetches the package lists.
 * @param onWarning told about a list that could not be fetched; the others are used.
 * @throws when apt has no Debian source configured, or a mirror cannot be reached.
 */
export async function openApt(
  folder: string,
  onWarning: (message: string) => void,
  architecture = 'i386',
): Promise<Apt> {
  const at = (...parts: string[]) => join(folder, ...parts)
  for (const part of ['state/lists/partial', 'cache/archives/partial', 'debs', 'sources'])
    mkdirSync(at(part), { recursive: true })
  writeFileSync(at('status'), '')
  writeFileSync(at('sources.list'), (await debianSources()).join('\n') + '\n')
  writeFileSync(
    at('apt.conf'),
    [
      `APT::Architecture "${architecture}";`,
      `APT::Architectures { "${architecture}"; };`,
      `APT::Sandbox::User "root";`,
      'Acquire::Languages "none";',
      'Acquire::Retries "3";',
      `Dir::State "${at('state')}";`,
      `Dir::State::status "${at('status')}";`,
      `Dir::Cache "${at('cache')}";`,
      `Dir::Etc::sourcelist "${at('sources.list')}";`,
      'Dir::Etc::sourceparts "-";',
    ].join('\n') + '\n',
  )
  const options = { env: { APT_CONFIG: at('apt.conf') }, log: at('apt.log') }
  await update(options, onWarning)

  return {
    async download(packages) {
      const uris = await run('apt-get', ['download', '--print-uris', ...packages], options)
      await run('apt-get', ['download', ...packages], { ...options, cwd: at('debs') })
      const files = uris.matchAll(/^'\S+' (\S+\.deb) /gm)
      const debs = await Promise.all([...files].map(([, file = '']) => readDeb(at('debs', file))))
      return packages.map((name) => {
        const deb = debs.find((candidate) => candidate.name === name)
        if (!deb) throw new Error(`apt-get download ${name} left no package of that name`)
        return deb
      })
    },
    async depends(name) {
      const text = await run('apt-cache', ['depends', '--no-recommends', name], options)
      return [...text.matchAll(/^\s+Depends: ([^<\s]+)$/gm)].map(
        ([, dependency = '']) => dependency,
      )
    },
    async source(name) {
      await run('apt-get', ['source', '--only-source', name], { ...options, cwd: at('sources') })
      const folders = readdirSync(at('sources'), { withFileTypes: true })
      const found = folders.find(
        (entry) => entry.isDirectory() && entry.name.startsWith(`${name}-`),
      )
      if (!found) throw new Error(`apt-get source ${name} left no folder in ${at('sources')}`)
      return at('sources', found.name)
    },
  }
}

/**
 * A mirror that is being updated can lack one list for hours. The others serve without it: what is
 * then missing or older is named, and a package that no list has fails at its download.
 */
async function update(options: RunOptions, onWarning: (message: string) => void): Promise<void> {
  try {
    await run('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any'], options)
  } catch (error) {
    await run('apt-get', ['update'], options).catch(() => {
      // The lists that did arrive are used.
    })
    const lost = [...String(error).matchAll(/^E: Failed to fetch (\S+)/gm)].map(([, url]) => url)
    onWarning(`apt could not fetch ${lost.join(', ') || 'some lists'}; going on with the others`)
  }
}

/** The computer's Debian mirrors as one-line entries, binary and source. */
async function debianSources(): Promise<string[]> {
  const format = '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)'
  const text = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const signed = existsSync(keyring) ? ` [signed-by=${keyring}]` : ''
  const entries = new Set<string>()
  for (const line of text.split('\n')) {
    const [origin, uri, release, component] = line.split('|')
    if (origin !== 'Debian' || !uri || !release || !component) continue
    entries.add(`deb${signed} ${uri} ${release} ${component}`)
    entries.add(`deb-src${signed} ${uri} ${release} ${component}`)
  }
  if (entries.size === 0)
    throw new Error(
      'apt knows no Debian mirror here: run "apt-get update" once and look at /etc/apt/sources.list',
    )
  return [...entries]
}

async function readDeb(file: string): Promise<Deb> {
  const text = await run('dpkg-deb', ['-f', file])
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
  const name = field('Package')
  const version = field('Version')
  const architecture = field('Architecture')
  if (!name || !version || !architecture) throw new Error(`${file} is not a Debian package`)
  return {
    name,
    version,
    architecture,
    sources: sourcesOf({
      name,
      version,
      source: field('Source'),
      builtUsing: field('Built-Using'),
    }),
    homepage: field('Homepage'),
    file,
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
  }
}

/**
 * The source packages of a binary package by its control fields.
 * https://www.debian.org/doc/debian-policy/ch-controlfields.html, `Source` and `Built-Using`.
 */
export function sourcesOf(fields: {
  name: string
  version: string
  source: string | undefined
  builtUsing: string | undefined
}): DebianSource[] {
  const [, name = fields.name, version = fields.version] =
    /^(\S+)(?: \((.+)\))?$/.exec(fields.source ?? '') ?? []
  const used = [...(fields.builtUsing ?? '').matchAll(/(\S+) \(= ([^)]+)\)/g)]
  return [{ name, version }, ...used.map(([, name = '', version = '']) => ({ name, version }))]
}
