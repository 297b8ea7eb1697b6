import { isAssignable } from '../go/type.ts'
import { GoError, INVALID, unboxed, VALUE, type GoValue } from '../go/value.ts'

/** Go's `call`: a function that is a value, with arguments. @throws GoError */
export function call([first = INVALID, ...args]: readonly GoValue[]): GoValue {
  const fn = unboxed(first)
  if (fn.kind === 'invalid') throw new GoError('call of nil')
  if (fn.kind !== 'func' || fn.value === null) {
    throw new GoError(`non-function of type ${fn.type.name}`)
  }
  const { params, variadic = false } = fn.value
  const fixed = variadic ? params.length - 1 : params.length
  if (args.length < fixed || (!variadic && args.length > fixed)) {
    const wanted = variadic ? `at least ${fixed}` : String(fixed)
    throw new GoError(`wrong number of args: got ${args.length} want ${wanted}`)
  }
  const given = args.map((arg, at) => {
    const value = unboxed(arg)
    const type = params[Math.min(at, params.length - 1)] ?? VALUE
    if (type === VALUE || (value.kind !== 'invalid' && isAssignable(value.type, type))) return value
    const found = value.kind === 'invalid' ? 'value is nil' : `value has type ${value.type.name}`
    throw new GoError(`arg ${at}: ${found}; should be ${type.name}`)
  })
  return fn.value.call(given)
}
