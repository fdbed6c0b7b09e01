import { expect, onTestFinished, test } from 'vitest'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { ALL_GOOD, verdictsOfAll } from './support/verdicts.ts'

/** A ring may have so many keys that tokens of a year need keys that sign for days: both are said together. */
const LONG_LIVED = { KEY_LIFETIME: '31536000' }

/** The smallest and the largest value of each setting that has bounds, with what it needs from another. */
const CASES: [variable: string, value: string, others?: Record<string, string>][] = [
  ['FACTORY_TOKEN_LIFETIME', '1'],
  ['FACTORY_TOKEN_LIFETIME', '172800'],
  ['FACTORY_TOKEN_LIFETIME', '31536000', LONG_LIVED],
  ['KEY_LIFETIME', '2', { KEY_SET_MAX_AGE: '1', FACTORY_TOKEN_LIFETIME: '60' }],
  ['KEY_LIFETIME', '31536000'],
  ['KEY_SET_MAX_AGE', '1'],
  ['KEY_SET_MAX_AGE', '31535999', LONG_LIVED],
  ['KEY_OVERLAP', '99999999', LONG_LIVED],
  ['SELF_SIGNED_LIFETIME', '1'],
  ['SELF_SIGNED_LIFETIME', '31536000'],
  ['CLOCK_LEEWAY', '300'],
  ['PEER_TIMEOUT', '600'],
  ['STORE', 'memory'],
  ['ALGORITHM', 'PS512'],
  ['ALGORITHM', 'ES384'],
  ['ALGORITHM', 'EdDSA'],
  ['LOG_LEVEL', 'debug'],
]

test.each(CASES)('%s=%s works in every scenario', async (variable, value, others = {}) => {
  const sandbox = await openTestSandbox({ clock: movedClock(), env: { [variable]: value, ...others } })
  onTestFinished(() => sandbox.close())
  expect(await verdictsOfAll(sandbox)).toEqual(ALL_GOOD)
})

test('KEY_OVERLAP=0 does what it says: a token of an earlier key is no longer valid', async () => {
  const sandbox = await openTestSandbox({ clock: movedClock(), env: { KEY_OVERLAP: '0' } })
  onTestFinished(() => sandbox.close())
  const retired = { 'scenario 6': 'believed believed believed revoked-key' }
  expect(await verdictsOfAll(sandbox)).toEqual({ ...ALL_GOOD, ...retired })
})
