/** The client, as `docker version` shows it. */
export interface ClientVersion {
  Platform: { Name: string }
  Version: string
  ApiVersion: string
  DefaultAPIVersion: string
  GitCommit: string
  GoVersion: string
  Os: string
  Arch: string
  BuildTime: string
  Context: string
  Experimental: boolean
}

interface Component {
  Name: string
  Version: string
  Details: Readonly<Record<string, string>>
}

/** What an engine says of itself and of what it uses. */
export interface ServerVersion {
  Platform: { Name: string }
  Components: readonly Component[]
}

/** `docker version` without `--format`, its columns still to be aligned. */
export function versionText(client: ClientVersion, server: ServerVersion | undefined): string {
  const { ApiVersion, DefaultAPIVersion } = client
  const downgraded =
    ApiVersion === DefaultAPIVersion ? '' : ` (downgraded from ${DefaultAPIVersion})`
  const lines = [
    titled('Client:', client.Platform.Name),
    ` Version:\t${client.Version}`,
    ` API version:\t${ApiVersion}${downgraded}`,
    ` Go version:\t${client.GoVersion}`,
    ` Git commit:\t${client.GitCommit}`,
    ` Built:\t${client.BuildTime}`,
    ` OS/Arch:\t${client.Os}/${client.Arch}`,
    ` Context:\t${client.Context}`,
    ` Experimental:\t${client.Experimental}`,
  ]
  if (server) {
    lines.push('', titled('Server:', server.Platform.Name))
    lines.push(...server.Components.flatMap(componentLines))
  }
  return lines.join('\n')
}

function titled(title: string, name: string): string {
  return name === '' ? title : `${title} ${name}`
}

function componentLines({ Name, Version, Details }: Component): string[] {
  const detail = (name: string) => Details[name] ?? ''
  const known =
    Name === 'Engine'
      ? [
          `  API version:\t${detail('ApiVersion')} (minimum version ${detail('MinAPIVersion')})`,
          `  Go version:\t${detail('GoVersion')}`,
          `  Git commit:\t${detail('GitCommit')}`,
          `  Built:\t${ansicTime(detail('BuildTime'))}`,
          `  OS/Arch:\t${detail('Os')}/${detail('Arch')}`,
          `  Experimental:\t${detail('Experimental')}`,
        ]
      : Object.keys(Details)
          .sort()
          .map((name) => `  ${name}:\t${detail(name)}`)
  return [` ${Name}:`, `  Version:\t${Version}`, ...known]
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')

/** A time of RFC 3339 as C's `asctime` writes it, which is Go's `time.ANSIC`; any other text as it is. */
function ansicTime(text: string): string {
  const found = /^(\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d))(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!found) return text
  const date = new Date(`${found[1]}Z`)
  const day = String(date.getUTCDate()).padStart(2)
  const month = MONTHS[date.getUTCMonth()] ?? ''
  return `${DAYS[date.getUTCDay()] ?? ''} ${month} ${day} ${found[2] ?? ''} ${date.getUTCFullYear()}`
}
