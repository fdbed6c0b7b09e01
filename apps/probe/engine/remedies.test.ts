import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { remedyFor } from './remedies.ts'

test('cases that break one rule get one remedy, whatever standard they go by', () => {
  const audiences = CATALOGUE.filter(({ id }) => id.startsWith('aud-'))
  expect(audiences.length).toBeGreaterThan(9)
  expect(new Set(audiences.map((each) => remedyFor(each, 'believed', undefined)))).toEqual(
    new Set(['Require aud, and compare it exactly with your own name.']),
  )
})

test('every case has a rule of its own kind', () => {
  const without = CATALOGUE.filter((each) => remedyFor(each, 'believed', undefined) === 'Refuse what the standard refuses.') // prettier-ignore
  expect(without.filter(({ family }) => family !== 'dialect').map(({ id }) => id)).toEqual([])
})

test('of a library that is known, the setting is named', () => {
  expect(remedyFor({ id: 'aud-missing' }, 'believed', 'jose')).toBe("jose: jwtVerify(token, keys, { audience: '…' }).")
})
