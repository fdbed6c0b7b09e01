import { expect, test } from 'vitest'
import { sortByWeakness } from './sort-by-weakness.ts'

const BEFORE = { aud: ['aud-missing', 'aud-longer'], 'KJ-2': ['key-kid-case'], iat: ['iat-future'] }

test('a case stands where it stood, and what is found no more is gone', () => {
  expect(sortByWeakness(['iat-future', 'aud-missing'], BEFORE, [])).toEqual({
    aud: ['aud-missing'],
    iat: ['iat-future'],
  })
})

test('a new one stands with those that are called alike, in the order of the catalogue', () => {
  const found = ['aud-longer', 'aud-case', 'aud-missing', 'key-kid-url']
  expect(sortByWeakness(found, BEFORE, [])).toEqual({
    aud: ['aud-missing', 'aud-longer', 'aud-case'],
    'KJ-2': ['key-kid-url'],
  })
})

test('the first of a weakness stands under its name', () => {
  expect(sortByWeakness(['exp-past'], BEFORE, ['exp', 'aud'])).toEqual({ exp: ['exp-past'] })
})

test('where nobody can tell, a person has to say it, however often the table is written', () => {
  const once = sortByWeakness(['alg-none'], BEFORE, ['exp'])
  expect(once).toEqual({ '?': ['alg-none'] })
  expect(sortByWeakness(['alg-none', 'alg-none-case'], once, ['exp'])).toEqual({ '?': ['alg-none', 'alg-none-case'] })
})
