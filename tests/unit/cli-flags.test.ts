import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bool, FlagError, int, list, parseFlags, text } from '../../docker/cli/flags.ts'

const flags = () => ({
  env: list('', { short: 'e' }),
  interactive: bool('', { short: 'i' }),
  tty: bool('', { short: 't' }),
  rm: bool(''),
  name: text(''),
  timeout: int('', { short: 'n' }),
})

function parse(...argv: string[]) {
  const given = flags()
  return { ...given, ...parseFlags(given, argv, false) }
}

describe('flags', () => {
  it('takes values after a space and after =', () => {
    expect(parse('--name', 'x', 'image').name.value).toBe('x')
    expect(parse('--name=x', 'image').name.value).toBe('x')
    expect(parse('--name=', 'image').name.changed).toBe(true)
    expect(parse('-n', '-3', 'image').timeout.value).toBe(-3)
  })

  it('takes short flags run together, the last one with its value', () => {
    const { interactive, tty, env, positional } = parse('-ite', 'A=1', '-eB=2', '-e=C=3', 'image')
    expect([interactive.value, tty.value]).toEqual([true, true])
    expect(env.value).toEqual(['A=1', 'B=2', 'C=3'])
    expect(positional).toEqual(['image'])
  })

  it('takes a value for a boolean only after =', () => {
    expect(parse('--rm=false', 'image').rm.value).toBe(false)
    const { rm, positional } = parse('--rm', 'false')
    expect(rm.value).toBe(true)
    expect(positional).toEqual(['false'])
  })

  it('leaves what follows the first argument to the program', () => {
    const { rm, positional } = parse('image', 'ls', '--rm', '-l')
    expect(rm.changed).toBe(false)
    expect(positional).toEqual(['image', 'ls', '--rm', '-l'])
  })

  it('finds flags after arguments where they may be, and none after --', () => {
    const given = flags()
    expect(parseFlags(given, ['a', '--rm', '--', '-x'], true).positional).toEqual(['a', '-x'])
    expect(given.rm.value).toBe(true)
  })

  it.each([
    [['--badflag'], 'unknown flag: --badflag'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-itz'], "unknown shorthand flag: 'z' in -z"],
    [['-rm'], "unknown shorthand flag: 'r' in -rm"],
    [['--name'], 'flag needs an argument: --name'],
    [['-e'], "flag needs an argument: 'e' in -e"],
    [['--=x'], 'bad flag syntax: --=x'],
    [
      ['--rm=maybe'],
      'invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ['-i=maybe'],
      'invalid argument "maybe" for "-i, --interactive" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ['-n', 'x'],
      'invalid argument "x" for "-n, --timeout" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [['--toString'], 'unknown flag: --toString'],
  ])('refuses %j in the words of Docker 20.10', (argv, message) => {
    expect(() => parse(...argv)).toThrow(new FlagError(message))
  })
})

describe('any arguments', () => {
  const word = fc.oneof(
    fc.constantFrom('--', '-', '--name', '--name=', '--rm', '--rm=false', '-it', '-e', '-n', '-n5'),
    fc.constantFrom('-h', '--help', '--help=x', '-ith', '-=', '--=', '-i=', '-eA=B', '0x10', 'x'),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.string({ unit: 'binary', maxLength: 5 }).map((text) => `-${text}`),
  )

  it('are read, or refused with a FlagError', () => {
    fc.assert(
      fc.property(fc.array(word), fc.boolean(), (argv, interspersed) => {
        try {
          const { positional } = parseFlags(flags(), argv, interspersed)
          expect(argv).toEqual(expect.arrayContaining(positional))
        } catch (error) {
          expect(error).toBeInstanceOf(FlagError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('after -- are left alone', () => {
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        expect(parseFlags(flags(), ['--', ...argv], true).positional).toEqual(argv)
      }),
    )
  })
})
