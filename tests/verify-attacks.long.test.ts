import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { expressService, guardedCases, plainNodeService, runGuarded } from './libraries/guarded-services.ts'

test('the middleware believes nothing of the catalogue that it should not, and refuses nothing that is good', async () => {
  const { verdicts, wrong } = await runGuarded(plainNodeService, guardedCases())
  expect(wrong).toEqual([])
  expect(verdicts.right?.length).toBeGreaterThan(200)
})

test('where it asks for a scope, no other one is enough', async () => {
  const ofScope = CATALOGUE.filter(({ needs }) => needs.includes('scope'))
  const { verdicts } = await runGuarded(plainNodeService, ofScope, 'orders.read')
  expect(verdicts).toEqual({ right: ofScope.map(({ id }) => id) })
})

test('in Express 5 its verdicts are the same, and no handler runs for who was refused', async () => {
  const { verdicts, ...faults } = await runGuarded(expressService, guardedCases(4))
  expect(verdicts.right?.length).toBeGreaterThan(50)
  expect(faults).toEqual({ wrong: [], ranForNobody: 0 })
})
