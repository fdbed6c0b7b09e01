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
