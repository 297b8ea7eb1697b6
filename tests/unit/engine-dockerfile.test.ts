import fc from 'fast-check'
import { describe, expect, it, test, vi } from 'vitest'
import { readCommand } from '../../docker/engine/dockerfile/command.ts'
import { createLex } from '../../docker/engine/dockerfile/lex.ts'
import { parseDockerfile } from '../../docker/engine/dockerfile/parse.ts'
import { readStages } from '../../docker/engine/dockerfile/stages.ts'
import { EngineError } from '../../docker/engine/errors.ts'
import { goDuration } from '../../docker/engine/go/duration.ts'
import { PatternMatcher, readIgnoreFile } from '../../docker/engine/go/patterns.ts'

const codes = (text: string) => parseDockerfile(text).instructions.map(({ code }) => code)

describe('a Dockerfile', () => {
  it('has its lines joined as the classic builder joins them', () => {
    expect(
      codes(
        [
          '# syntax=docker/dockerfile:1',
          '# escape=\\',
          'from base   AS x',
          'RUN one \\',
          '  # between',
          '   two\\  ',
          'three',
          'RUN path\\\\',
          'RUN cat <<EOF',
          'EOF',
          'run last \\',
        ].join('\r\n'),
      ),
    ).toEqual([
      'from base   AS x',
      'RUN one    twothree',
      'RUN path\\\\',
      'RUN cat <<EOF',
      'EOF',
      'run last',
    ])
  })

  it('warns of empty lines within an instruction', () => {
    const { warnings, instructions } = parseDockerfile('FROM a\nRUN x \\\n\n  y\n')
    expect(warnings).toEqual([
      '[WARNING]: Empty continuation line found in:\n    RUN x   y',
      '[WARNING]: Empty continuation lines will become errors in a future release.',
    ])
    expect(instructions.map(({ line }) => line)).toEqual([1, 2])
  })

  it('keeps to the escape that a directive names', () => {
    expect(codes('# escape=`\nFROM a\nENV A=1 `\n B=c:\\\n')).toEqual(['FROM a', 'ENV A=1  B=c:\\'])
  })

  test.each([
    ['FROM base\n\nRUNN x', 'dockerfile parse error line 3: unknown instruction: RUNN'],
    [
      'FROM base\nCOPY x',
      'dockerfile parse error line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    ['FROM base\nRUN --a=b x', 'dockerfile parse error line 2: Unknown flag: a'],
    ['FROM base\nCOPY --from x y', 'dockerfile parse error line 2: Missing a value on flag: from'],
    ['FROM a b', 'dockerfile parse error line 1: FROM requires either one or three arguments'],
    [
      'FROM a AS 1b',
      'dockerfile parse error line 1: invalid name for build stage: "1b", name can\'t start with a number or contain symbols',
    ],
    ['FROM a\nUSER', 'dockerfile parse error line 2: USER requires exactly one argument'],
    ['FROM a\nENV A', 'ENV must have two arguments'],
    ['FROM a\nLABEL a=b c', 'Syntax error - can\'t find = in "c". Must be of the form: name=value'],
    [
      'FROM a\nCMD ["a", 1]',
      'when using JSON array syntax, arrays must be comprised of strings only',
    ],
    [
      'FROM a\nHEALTHCHECK --retries=0 CMD x',
      'dockerfile parse error line 2: --retries must be at least 1 (not 0)',
    ],
    [
      'FROM a\nHEALTHCHECK FOO',
      'dockerfile parse error line 2: Unknown type "FOO" in HEALTHCHECK (try CMD)',
    ],
    [
      'FROM a\nSHELL sh',
      'dockerfile parse error line 2: SHELL requires the arguments to be in JSON form',
    ],
    [
      'FROM a\nONBUILD FROM b',
      "dockerfile parse error line 2: FROM isn't allowed as an ONBUILD trigger",
    ],
    ['RUN x', 'no build stage in current context'],
    ['# only this', 'file with no instructions'],
    ['# escape=x\nFROM a', "invalid escape token 'x' does not match ` or \\"],
    ['# escape=`\n# escape=`\nFROM a', 'only one escape parser directive can be used'],
  ])('%j is refused with its line', (text, message) => {
    expect(() => readStages(parseDockerfile(text))).toThrow(new EngineError(400, message))
  })

  it('keeps the words of a JSON form, and leaves what follows it', () => {
    const [command] = parseDockerfile('CMD ["a", "b c"] && d').instructions.map(readCommand)
    expect(command).toMatchObject({ kind: 'cmd', words: ['a', 'b c'], isShell: false })
  })

  it('is read, or refused as the client’s mistake, whatever it is', () => {
    const keyword = fc.constantFrom(
      ...'FROM RUN COPY ADD ENV ARG LABEL CMD ENTRYPOINT EXPOSE VOLUME USER WORKDIR ONBUILD SHELL HEALTHCHECK STOPSIGNAL MAINTAINER XYZ # '.split(
        ' ',
      ),
    )
    const piece = fc.oneof(
      fc.string({ maxLength: 12, unit: 'grapheme' }),
      fc.constantFrom(
        ' ',
        '\\',
        '\\\n',
        '\n',
        '<<EOF',
        '["a"]',
        '$A',
        '${B:-c}',
        '"',
        "'",
        '--x=y',
        '=',
        '`\n',
      ),
    )
    const line = fc
      .tuple(keyword, fc.array(piece, { maxLength: 6 }))
      .map(([word, rest]) => `${word} ${rest.join('')}`)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, other) => {
        const text = `${other ? '# escape=`\n' : ''}${lines.join('\n')}`
        try {
          const { instructions } = parseDockerfile(text)
          const count = text.split('\n').length
          // Every instruction begins behind the one before it.
          instructions.reduce((before, { line: at }) => {
            expect(at).toBeGreaterThan(before)
            expect(at).toBeLessThanOrEqual(count)
            return at
          }, 0)
          readStages({ instructions, escape: '\\', warnings: [] })
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          expect(error.status).toBe(400)
        }
      }),
      { numRuns: 300 },
    )
  })
})

test('a Dockerfile is read where there is no Node, as in a browser', () => {
  vi.stubGlobal('Buffer', undefined)
  try {
    const { instructions } = parseDockerfile('\ufeffFROM base\nRUN true\n')
    expect(instructions.map(({ line }) => line)).toEqual([1, 2])
  } finally {
    vi.unstubAllGlobals()
  }
})

describe('words', () => {
  const lex = createLex('\\')
  const lookup = (name: string) => ({ A: 'a b', EMPTY: '' })[name]

  test.each([
    ['$A ${A} "${A}" \'$A\' \\$A', 'a b a b a b $A $A'],
    ['${NO:-d}${EMPTY:-d}${A:-d}${A:+s}${NO:+s}', 'dda bs'],
    ['${NO:-${A}x}', 'a bx'],
    ['"a\\nb\\"c" \'x\'"y"', 'a\\nb"c xy'],
    ['cost$ 5$ $1 $#', 'cost$ 5$  '],
  ])('%s', (text, expected) => {
    expect(lex.word(text, lookup)).toBe(expected)
  })

  test.each([
    [
      '"open',
      'failed to process "\\"open": unexpected end of statement while looking for matching double-quote',
    ],
    [
      "'open",
      `failed to process "'open": unexpected end of statement while looking for matching single-quote`,
    ],
    ['${A', 'failed to process "${A": missing \':\' in substitution'],
    ['${', 'failed to process "${": syntax error: missing \'}\''],
    ['${}', 'failed to process "${}": syntax error: bad substitution'],
    ['${A:=b}', 'failed to process "${A:=b}": unsupported modifier (=) in substitution'],
    ['${A:-b', 'failed to process "${A:-b": syntax error: missing \'}\''],
    ['${NO?gone}', 'failed to process "${NO?gone}": NO: gone'],
    ['${EMPTY:?}', 'failed to process "${EMPTY:?}": EMPTY: is not allowed to be empty'],
  ])('%s is refused', (text, message) => {
    expect(() => lex.word(text, lookup)).toThrow(new Error(message))
  })

  it('are split where a value has spaces, but for those in quotes', () => {
    expect(lex.words('$A "$A" c\\ d', lookup)).toEqual(['a', 'b', 'a b', 'c d'])
  })
})

describe('patterns of a .dockerignore', () => {
  test.each([
    ['*.log', ['a.log'], ['x/a.log']],
    ['**/*.log', ['a.log', 'x/y/a.log'], ['a.logs']],
    ['node_modules', ['node_modules', 'node_modules/a/b'], ['x/node_modules']],
    ['a?b[0-9]', ['axb7'], ['axb', 'a/b7']],
    ['/rooted/', ['rooted', 'rooted/x'], ['x/rooted']],
    ['**', ['a', 'a/b'], []],
  ])('%s', (pattern, matching, others) => {
    const matcher = new PatternMatcher(readIgnoreFile(pattern))
    expect(matching.filter((path) => !matcher.matches(path))).toEqual([])
    expect(others.filter((path) => matcher.matches(path))).toEqual([])
  })

  it('have exceptions, of which the last holds', () => {
    const matcher = new PatternMatcher(readIgnoreFile('# all\nd\n!d/keep*\nd/keep2\n'))
    const paths = ['d', 'd/a', 'd/keep1', 'd/keep2']
    expect(paths.filter((path) => matcher.matches(path))).toEqual(['d', 'd/a', 'd/keep2'])
    expect(matcher.mayHoldExceptions('d')).toBe(true)
    expect(matcher.mayHoldExceptions('e')).toBe(false)
  })

  test.each(['[', '!'])('%s is none', (pattern) => {
    expect(() => new PatternMatcher([pattern])).toThrow()
  })
})

test.each([
  [0, '0s'],
  [1, '1ns'],
  [1500, '1.5µs'],
  [2_000_000, '2ms'],
  [1_500_000_000, '1.5s'],
  [300_000_000_000, '5m0s'],
  [3_661_000_000_000, '1h1m1s'],
])('%d ns is %s', (nanoseconds, text) => {
  expect(goDuration(nanoseconds)).toBe(text)
})
