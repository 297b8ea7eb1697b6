import { expect, test } from 'vitest'
import { highlight } from '../../composables/snippet/highlight.ts'

const kinds = (line: string) =>
  highlight(line)[0]?.tokens.flatMap(({ kind, text }) => (kind === 'plain' ? [] : [[kind, text]]))

test('tells commands, options, strings, variables and comments apart', () => {
  expect(kinds(`docker run --rm -e A="x y" base sh -c 'echo $? # no' $HOME # yes`)).toEqual([
    ['command', 'docker run'],
    ['option', '--rm'],
    ['option', '-e'],
    ['string', '"x y"'],
    ['option', '-c'],
    ['string', "'echo $? # no'"],
    ['variable', '$HOME'],
    ['comment', '# yes'],
  ])
})

test('a dash inside a word is no option, a hash inside a word no comment', () => {
  expect(kinds('x a-b c#d')).toEqual([])
})

test('shows a prompt where a command begins', () => {
  const script = '# comment\n\ndocker run \\\n  base\ndocker ps\n$ docker ps'
  expect(highlight(script).map(({ prompt }) => prompt)).toEqual([
    false,
    false,
    true,
    false,
    true,
    false,
  ])
})

test('a here-document is text, without prompts, up to its end', () => {
  const script = "cat > f <<'EOF'\n# no comment\ndocker run\nEOF\ndocker ps\ncat <<< EOF\ndocker ps"
  const lines = highlight(script)
  expect(lines.map(({ prompt }) => prompt)).toEqual([true, false, false, false, true, true, true])
  const isPlain = lines.map(({ tokens }) => tokens.every(({ kind }) => kind === 'plain'))
  expect(isPlain.slice(1, 5)).toEqual([true, true, true, false])
})

test.each(["it's", '"open', 'a\\', '$', '${', 'päck ☃ $é', ' - -- #'])(
  'loses no character of %s',
  (line) => {
    const tokens = highlight(line).flatMap((shown) => shown.tokens)
    expect(tokens.map(({ text }) => text).join('')).toBe(line)
  },
)
