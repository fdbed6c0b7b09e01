import { expect, test } from 'vitest'
import { alsoSet } from './not-accepted.ts'

test('where something was set at the issuer before, that may be why, and how it goes', () => {
  expect(alsoSet(['jwks answers 503', 'the clock is 2 min ahead'])).toBe(
    ' At the issuer is set, and not by this run: jwks answers 503; the clock is 2 min ahead. Take it back: npm run control -- reset',
  )
  expect(alsoSet([])).toBe('')
  expect(alsoSet()).toBe('')
})
