import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { openSidecar, outcomeOf, signed, withToken } from './dialects/dialect.fixture.ts'

const basic = (text: string) => ({
  ...withToken(''),
  authorization: [`Basic ${Buffer.from(text).toString('base64')}`],
})

test('a Basic password is a token where that is set, and nowhere else', async () => {
  const password = openSidecar({ basicPassword: true })
  expect(outcomeOf(await password.decide(basic(`anyone:${signed()}`)))).toEqual(['believed'])
  expect(outcomeOf(await password.decide(withToken(signed())))).toEqual(['believed'])
  expect(outcomeOf(await password.decide(basic('nobody')))).toEqual(['invalid-request', 400])
  expect(outcomeOf(await openSidecar().decide(basic(`anyone:${signed()}`)))).toEqual(['no-credentials', 401])
})

test.each([['Bearer'], ['Bearer '], ['Bearer\tx'], ['Bearer  x'], ['Bearer x ']])(
  '%j is no readable header',
  async (value) => {
    const request = { ...withToken(''), authorization: [value] }
    expect(outcomeOf(await openSidecar().decide(request))).toEqual(['invalid-request', 400])
  },
)

test('a token in the header and another in the query is one too many', async () => {
  const request = { ...withToken(signed()), target: '/a?x=1&access_token=y' }
  expect(outcomeOf(await openSidecar().decide(request))).toEqual(['invalid-request', 400])
})
