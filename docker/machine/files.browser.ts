import wasmUrl from 'v86/build/v86.wasm?url'
import type { MachineFiles } from './start.ts'
import { MachineUnavailable } from './start.ts'

/** The machine's files on a web server: what set-up built under `${baseUrl}machine/`, and the bundled emulator. */
export function machineFilesOverHttp(baseUrl: string): MachineFiles {
  return {
    async read(file, onBytes) {
      const url =
        file === 'v86.wasm' ? new URL(wasmUrl, location.href) : new URL(`machine/${file}`, baseUrl)
      let response: Response
      try {
        response = await fetch(url)
      } catch {
        throw new MachineUnavailable(
          `The download of ${url.pathname} failed. Check the connection and try again.`,
          'retry',
        )
      }
      // Some hosts answer a missing file with a page and 200.
      const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
      if (!response.ok || isPage)
        throw new MachineUnavailable(
          `The machine’s file ${url.pathname} is not on this server (${response.ok ? 'it answers with a page' : response.status}). Run “npm run setup” and publish the deck again.`,
          response.status >= 500 ? 'retry' : 'none',
        )
      return readBody(response, url, onBytes)
    },
  }
}

async function readBody(
  response: Response,
  url: URL,
  onBytes: ((bytes: number) => void) | undefined,
): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let loaded = 0
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk)
      loaded += chunk.length
      onBytes?.(loaded)
    }
  } catch {
    throw new MachineUnavailable(
      `The download of ${url.pathname} broke off after ${loaded} bytes. Try again.`,
      'retry',
    )
  }
  return new Blob(chunks).arrayBuffer()
}
