/** The prompt of the machine's shell; that of a container's shell is another one. */
const PROMPT = /^docker:[^#]*# /

/** Where the command line begins in what stands on the screen; undefined where there is no prompt before it. */
export function afterPrompt(text: string): string | undefined {
  const [prompt] = PROMPT.exec(text) ?? []
  return prompt === undefined ? undefined : text.slice(prompt.length)
}

/** What a command may begin behind. */
const BEFORE = String.raw`(?:^|[;&|({]|(?:^|[\s;])(?:do|then|else|elif|if|while|until|time|!)\s)\s*`
const COMMAND = new RegExp(String.raw`${BEFORE}(docker\s.*)$`)
const NAME = new RegExp(`${BEFORE}(doc(?:k(?:er?)?)?)$`)

/**
 * The docker command that a command line ends with, from `docker` on; undefined where it ends with something else.
 * @param line from behind the prompt to the cursor
 */
export function dockerPart(line: string): string | undefined {
  const command = COMMAND.exec(line)?.[1]
  if (command === undefined) return undefined
  // A later command of the line, or one inside of this one, is looked at by itself.
  const rest = command.slice('docker'.length)
  if (/[;&|({]/.test(rest)) return dockerPart(rest)
  return /[<>"'`]/.test(rest) ? undefined : command
}

/**
 * What is missing of the word `docker` where a command line ends with its beginning; undefined elsewhere. The shell itself
 * sees only programs that are no links, and would find `docker-init` alone.
 */
export function restOfDocker(line: string): string | undefined {
  const name = NAME.exec(line)?.[1]
  return name === undefined ? undefined : 'docker'.slice(name.length)
}

/** What words have in common at their beginning. */
export function commonStart(words: readonly string[]): string {
  const [first = '', ...rest] = words
  let length = first.length
  for (const word of rest) while (!word.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

/** Words in columns, as a shell lists what may follow. */
export function inColumns(words: readonly string[], width: number): string[] {
  const column = Math.max(0, ...words.map(({ length }) => length)) + 2
  const columns = Math.max(1, Math.floor(width / column))
  const rows = Math.ceil(words.length / columns)
  return Array.from({ length: rows }, (_, row) =>
    words
      .filter((_word, index) => index % rows === row)
      .map((word) => word.padEnd(column))
      .join('')
      .trimEnd(),
  )
}
