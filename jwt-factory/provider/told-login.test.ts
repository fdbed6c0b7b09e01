import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginLogin, openTestProvider, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const TRACE = '0123456789abcdef0123456789abcdef'
const TRACED = { traceparent: `00-${TRACE}-0123456789abcdef-01` }

test('a trace tells each step of a login, and no password, code or token', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin({ state: 'secret-state' }).url, TRACED)
  await browser.send(form, { ...TESTER, password: 'wrong-word' }, TRACED)
  const back = await browser.send(form, TESTER, TRACED)
  const code = new URL(back.url).searchParams.get('code') ?? expect.fail('there is no code')
  const told = login.parts.traces.get(TRACE).flatMap(({ steps }) => steps.map(({ sentence }) => sentence))
  expect(told).toEqual([
    'jwt-factory finds that nobody has logged in here in this browser.',
    'jwt-factory answers with the form for name and password.',
    'jwt-factory refuses to log anybody in: Name or password is wrong.',
    'jwt-factory believes the password of tester.',
    'jwt-factory answers with a code for login-gateway, which is good once.',
  ])
  const text = JSON.stringify(login.parts.traces.get(TRACE))
  for (const secret of [code, 'wrong-word', 'secret-state']) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/eyJ[\w-]+\./)
})
