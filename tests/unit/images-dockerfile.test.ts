import { describe, expect, test } from 'vitest'
import { parseDockerfile } from '../../docker/images/build/dockerfile.ts'
import { expand, splitWords } from '../../docker/engine/dockerfile/words.ts'

describe('parseDockerfile', () => {
  test('joins continued lines, drops comments, and reads flags and JSON forms', () => {
    const { instructions, escape } = parseDockerfile(
      [
        '# a comment',
        'from scratch',
        'COPY --chown=1:2 --chmod=755 \\',
        '  # between',
        '',
        '  a b /c/',
        'CMD ["x", "y z"]',
        "CMD ['x']",
      ].join('\n'),
      'Dockerfile',
    )
    expect(escape).toBe('\\')
    expect(
      instructions.map(({ keyword, text, json, flags }) => [keyword, text, json, [...flags]]),
    ).toEqual([
      ['FROM', 'scratch', undefined, []],
      [
        'COPY',
        'a b /c/',
        undefined,
        [
          ['chown', '1:2'],
          ['chmod', '755'],
        ],
      ],
      ['CMD', '["x", "y z"]', ['x', 'y z'], []],
      ['CMD', "['x']", undefined, []],
    ])
  })

  test('keeps to the escape directive', () => {
    const { instructions, escape } = parseDockerfile(
      '# escape=`\nFROM scratch\nENV A=1 `\n B=2\n',
      'Dockerfile',
    )
    expect(escape).toBe('`')
    expect(instructions[1]?.text.split(/\s+/)).toEqual(['A=1', 'B=2'])
  })

  test('an instruction without arguments is an error with its line', () => {
    expect(() => parseDockerfile('FROM scratch\n\nCMD\n', 'app/Dockerfile')).toThrow(
      'app/Dockerfile:3: CMD requires at least one argument',
    )
  })
})

describe('splitWords', () => {
  const lookup = (name: string) => ({ A: 'a b', EMPTY: '' })[name]

  test.each([
    ['one  two\tthree', ['one', 'two', 'three']],
    ['"a b"=\'c d\' e', ['a b=c d', 'e']],
    ['x\\ y "q\\"q" "a\\nb"', ['x y', 'q"q', 'a\\nb']],
    ['$A ${A} "${A}" \'$A\' \\$A', ['a b', 'a b', 'a b', '$A', '$A']],
    ['${NO:-d} ${EMPTY:-d} ${A:-d} ${A:+s}${NO:+s}', ['d', 'd', 'a b', 's']],
    ['pre${A}post $NO""', ['prea bpost', '']],
    ['cost$ 5$', ['cost$', '5$']],
  ])('%s', (text, words) => {
    expect(splitWords(text, '\\', lookup)).toEqual(words)
  })

  test.each(['"open', "'open", '${A', '${A%x}'])('refuses %s', (text) => {
    expect(() => splitWords(text, '\\', lookup)).toThrow()
  })

  test('expand replaces without splitting', () => {
    expect(expand('/$A/${NO:-x}/', lookup)).toBe('/a b/x/')
  })
})
