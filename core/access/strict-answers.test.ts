import { expect, test } from 'vitest'
import { STRICT_PROXY_ANSWERS, strictAnswer } from './strict-answers.ts'

test('every answer in JSON ends with a newline, as those of all other processes do', () => {
  const refuse = strictAnswer('serviceb')
  const answers = [
    ...Object.values(STRICT_PROXY_ANSWERS),
    refuse({ reason: 'no-credentials', check: 'credentials' }),
    refuse({ reason: 'expired', check: 'expiry', claim: 'exp' }),
    refuse({ reason: 'cannot-decide', check: 'key' }),
  ]
  for (const { body } of answers) expect(body).toMatch(/^\{.*\}\n$/)
})

test('where a check knows better than the reason what is wrong, the answer says that', () => {
  const refuse = strictAnswer('relay')
  const unnamed = refuse({ reason: 'invalid-request', check: 'endpoint' })
  expect(JSON.parse(unnamed.body)).toMatchObject({ reason: 'invalid-request', title: expect.stringContaining('x-piko-endpoint') }) // prettier-ignore
  expect(unnamed.headers['www-authenticate']).toContain('x-piko-endpoint')
  const unread = refuse({ reason: 'invalid-request', check: 'credentials' })
  expect(unread.body).toContain('The credentials cannot be read')
  expect(refuse({ reason: 'claim-not-allowed', check: 'permission' }).body).toContain('does not allow this endpoint')
  expect(refuse({ reason: 'claim-not-allowed', check: 'claims' }).body).not.toContain('endpoint')
})
