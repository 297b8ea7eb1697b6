import { invalid } from '../errors.ts'
import { quote } from '../go/quote.ts'
import { jsonForm } from './json-form.ts'
import { BLANK, splitLine, splitWords } from './split.ts'

/** One instruction, its arguments taken apart as its keyword wants it. */
export interface ParsedLine {
  /** In small letters. */
  keyword: string
  flags: readonly string[]
  args: readonly string[]
  /** Whether the arguments are those of a JSON (exec) form. */
  json: boolean
  /** The instruction as it is written, its lines joined. */
  code: string
}

interface Arguments {
  args: readonly string[]
  json?: boolean
}

type Parse = (rest: string, escape: string) => Arguments

/**
 * Takes an instruction apart (`newNodeFromLine`).
 * @throws EngineError (400) in BuildKit's words
 */
export function parseLine(text: string, escape: string): ParsedLine {
  const { keyword, flags, rest } = splitLine(text)
  const parse = Object.hasOwn(PARSERS, keyword) ? PARSERS[keyword] : undefined
  const { args, json = false } = parse ? parse(rest, escape) : { args: [] }
  return { keyword, flags, args, json, code: text.trim() }
}

const list: Parse = (rest) => ({ args: rest === '' ? [] : rest.split(BLANK) })

const whole: Parse = (rest) => ({ args: rest === '' ? [] : [rest] })

const jsonOrWhole: Parse = (rest) => {
  const json = jsonForm(rest)
  return json ? { args: json, json: true } : whole(rest, '')
}

const jsonOrList: Parse = (rest) => {
  const json = jsonForm(rest)
  return json ? { args: json, json: true } : list(rest, '')
}

const words: Parse = (rest, escape) => ({ args: splitWords(rest, escape) })

/** `name=value …`, or the old form of one name and its value behind white space: names and values in turn. */
function pairs(keyword: string): Parse {
  return (rest, escape) => {
    const parts = splitWords(rest, escape)
    const [first] = parts
    if (first === undefined) return { args: [] }
    if (!first.includes('=')) {
      const [, name = '', value] = /^([^\t\v\f\r ]*)[\t\v\f\r ]+(.*)$/su.exec(rest) ?? []
      if (value === undefined) throw invalid(`${keyword} must have two arguments`)
      return { args: [name, value] }
    }
    return {
      args: parts.flatMap((part) => {
        const at = part.indexOf('=')
        if (at >= 0) return [part.slice(0, at), part.slice(at + 1)]
        throw invalid(
          `Syntax error - can't find = in ${quote(part)}. Must be of the form: name=value`,
        )
      }),
    }
  }
}

const health: Parse = (rest) => {
  const [, type = '', command = ''] = /^(\S+)\s*(.*)$/su.exec(rest) ?? []
  if (type === '') return { args: [] }
  const { args, json = false } = jsonOrWhole(command, '')
  return { args: [type, ...args], json }
}

const subInstruction: Parse = (rest, escape) => {
  if (rest === '') return { args: [] }
  const { keyword, args } = parseLine(rest, escape)
  return { args: [keyword, ...args] }
}

/** How the arguments of each instruction are read (`dispatch` in `parser.go`). */
const PARSERS: Readonly<Record<string, Parse>> = {
  add: jsonOrList,
  arg: words,
  cmd: jsonOrWhole,
  copy: jsonOrList,
  entrypoint: jsonOrWhole,
  env: pairs('ENV'),
  expose: list,
  from: list,
  healthcheck: health,
  label: pairs('LABEL'),
  maintainer: whole,
  onbuild: subInstruction,
  run: jsonOrWhole,
  shell: jsonOrWhole,
  stopsignal: whole,
  user: whole,
  volume: jsonOrList,
  workdir: whole,
}
