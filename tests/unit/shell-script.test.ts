import { describe, expect, it } from 'vitest'
import { scriptUnits } from '../../docker/host/shell/script-units.ts'
import { createTranscript } from '../../docker/host/shell/transcript.ts'

const texts = (script: string) => scriptUnits(script).map(({ text }) => text)
const sources = (script: string) =>
  scriptUnits(script)
    .map(({ source }) => source)
    .join('')

describe('a script is shown', () => {
  it.each([
    [
      '# first\n\n$ docker ps # all\n  docker run a#b "# no"\r\n',
      ['', '', 'docker ps', 'docker run a#b "# no"'],
    ],
    ['docker \\\n  images\nls', ['docker   images', 'ls']],
    ["sh -c '\necho a\n'\ndocker ps", ["sh -c '\necho a\n'", 'docker ps']],
    ['for i in 1 2; do\n  echo $i\ndone\nls', ['for i in 1 2; do\n  echo $i\ndone', 'ls']],
    ['while true\ndo ls\ndone\nls', ['while true\ndo ls\ndone', 'ls']],
    ['if true\nthen ls; fi; ls\nls', ['if true\nthen ls; fi; ls', 'ls']],
    [
      'case $a in\n  x) ls;;\n  *) id;;\nesac\nls',
      ['case $a in\n  x) ls;;\n  *) id;;\nesac', 'ls'],
    ],
    ['docker logs a |\n  head -1 &&\n  ls', ['docker logs a |\n  head -1 &&\n  ls']],
    ['cat <<EOF >f\ndone $i "\nEOF\nls', ['cat <<EOF >f\ndone $i "\nEOF', 'ls']],
    ["cat <<-'E'\n\tx\n\tE\nls", ["cat <<-'E'\n\tx\n\tE", 'ls']],
    ['f() {\n  ls\n}\nf', ['f() {\n  ls\n}', 'f']],
    ['echo if do done {\necho $(ls)', ['echo if do done {', 'echo $(ls)']],
    ['echo "open', ['echo "open']],
    ['', ['']],
  ])('%j', (script, shown) => {
    expect(texts(script)).toEqual(shown)
  })

  it('in units that are the whole script, without prompts', () => {
    const script = 'a\n  # b\nfor x in y; do\n\ndone\ncat <<E\n$ c\nE\n'
    expect(sources(script)).toBe(script)
    expect(sources('$ a\n  $ b\n')).toBe('a\nb\n')
  })
})

describe('a transcript', () => {
  it('tells of a command between what came before and after it, on both streams', async () => {
    const seen: string[] = []
    const add = (name: string) => async (bytes: Uint8Array) => {
      await Promise.resolve()
      seen.push(name + new TextDecoder().decode(bytes))
    }
    const transcript = createTranscript({
      stdout: add('out '),
      stderr: add('err '),
      command: (text) => void seen.push(`$ ${text}`),
    })
    const streamOf = (...parts: string[]) =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
          controller.close()
        },
      })
    transcript.command('first')
    transcript.came('stderr', 1)
    transcript.came('stdout', 2)
    transcript.command('second')
    transcript.command('third')
    transcript.came('stdout', 2)
    transcript.came('stderr', 1)
    await Promise.all([
      transcript.copy('stdout', streamOf('abc', 'd')),
      transcript.copy('stderr', streamOf('xy')),
    ])
    expect(seen).toEqual([
      ...['$ first', 'err x', 'out ab', '$ second', '$ third'],
      ...['out c', 'out d', 'err y'],
    ])
  })
})
