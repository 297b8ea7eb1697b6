import { expect, test } from 'vitest'
import { stackProblem } from '../../components/layer-stack/stackProblem.ts'

const problemOf = (...roles: string[]) => stackProblem(roles.map((role) => ({ role })))

test.each([[['base']], [['base', 'application']], [['base', 'runtime', 'application']]])(
  '%j is a stack',
  (roles) => expect(problemOf(...roles)).toBeUndefined(),
)

test.each([
  [[], 'no layers'],
  [['application', 'base'], '“application” is at the bottom'],
  [['base', 'application', 'runtime'], '“runtime” cannot rest on “application”'],
  [['base', 'base'], '“base” is in this stack twice'],
  [['base', 'kernel'], '“kernel” is no part'],
])('%j is none, and the reason is told', (roles, reason) => {
  expect(problemOf(...roles)).toContain(reason)
})
