import { expect, test } from 'vitest'
import { isSecretOf } from './is-secret-of.ts'

const ONE = { secret: 'the one in use, of 256 bits' }
const TWO = { ...ONE, otherSecret: 'the one that was in use before' }

test.each([
  [ONE, ONE.secret],
  [TWO, TWO.secret],
  [TWO, TWO.otherSecret],
])('%j has the secret "%s"', (client, secret) => expect(isSecretOf(client, secret)).toBe(true))

test.each([
  [ONE, TWO.otherSecret],
  [TWO, 'another'],
  [TWO, `${TWO.secret}${TWO.otherSecret}`],
  [ONE, ''],
  [TWO, ''],
  [{}, ''],
  [{}, 'undefined'],
  [undefined, ''],
  [undefined, 'undefined'],
])('%j has not the secret "%s"', (client, secret) => expect(isSecretOf(client, secret)).toBe(false))
