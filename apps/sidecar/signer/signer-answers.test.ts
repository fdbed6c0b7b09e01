import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { silent } from '#core/trace/recorder'
import { NoActiveKey } from '../keys/no-active-key.ts'
import { signerAnswer } from './signer-answers.ts'

const request = { method: 'GET', url: '/', headers: {} } as IncomingMessage // as far as an answer shows it
const context = {
  trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}

test.each([
  [
    'no registry knows the key',
    undefined,
    /^No key is active yet: the registry has not approved one, or cannot be reached\./,
  ],
  [
    'a person has to approve it',
    'abc',
    /^No key is active yet: "abc" waits at the registry until a person approves it: .*npm run control/,
  ],
])('a signer without a key says what to do: where %s', (_what, pending, detail) => {
  const { status, headers, body } = signerAnswer('strict', new NoActiveKey(pending), request, context)
  expect(status).toBe(503)
  expect(headers).toMatchObject({ 'retry-after': '1' })
  expect(JSON.parse(String(body)).detail).toMatch(detail)
})
