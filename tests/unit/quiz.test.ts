import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CLAIMS } from '../../components/quiz/claims.ts'
import { quizPlace, quizSteps } from '../../components/quiz/progress.ts'
import { projectFolder } from '../../scripts/project.node.ts'

test('each claim takes two steps, and one more shows them all', () => {
  const steps = quizSteps(CLAIMS.length)
  expect(steps).toHaveLength(2 * CLAIMS.length + 1)
  expect(new Set(steps).size).toBe(steps.length)
  expect(quizPlace(0, 8)).toEqual({ at: 'claim', number: 0, answered: false })
  expect(quizPlace(1, 8)).toEqual({ at: 'claim', number: 0, answered: true })
  expect(quizPlace(14, 8)).toEqual({ at: 'claim', number: 7, answered: false })
  expect(quizPlace(15, 8)).toEqual({ at: 'claim', number: 7, answered: true })
  expect(quizPlace(16, 8)).toEqual({ at: 'end' })
})

test('a quiz without claims is over at once', () => {
  expect(quizSteps(0)).toEqual(['end'])
  expect(quizPlace(0, 0)).toEqual({ at: 'end' })
})

test('some claims are true and some are false, and each has a proof of its own', () => {
  expect(new Set(CLAIMS.map(({ verdict }) => verdict)).size).toBe(2)
  expect(new Set(CLAIMS.map(({ proof }) => proof)).size).toBe(CLAIMS.length)
  for (const { proof } of CLAIMS)
    expect(existsSync(join(projectFolder, 'snippets', proof)), proof).toBe(true)
})
