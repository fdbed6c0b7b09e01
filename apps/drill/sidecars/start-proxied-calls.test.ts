import { expect, test } from 'vitest'
import { faultOfAnswer } from './start-proxied-calls.ts'

const problem = (type: string, more: object = {}) =>
  JSON.stringify({ type: `urn:jwt-sandbox:problem:${type}`, ...more })

test.each([
  ['the reason of the verifier', 401, problem('token-refused', { reason: 'revoked-key' }), 'revoked-key'],
  ['that the verifier cannot decide', 503, problem('cannot-decide', { reason: 'cannot-decide' }), 'cannot-decide'],
  ['that the signer has no key', 503, problem('cannot-decide'), 'no-active-key'],
  ['another problem', 502, problem('peer-unreachable'), 'peer-unreachable'],
  ['the status of what is no problem', 500, 'A bug of this proxy.', '500'],
  ['the status of other JSON', 404, 'null', '404'],
])('a call that failed says %s', (_what, status, text, fault) => {
  expect(faultOfAnswer(status, text)).toBe(fault)
})
