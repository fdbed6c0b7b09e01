import { expect, test } from 'vitest'
import { answerOf } from './target.fixture.ts'
import { isRedirectOfRefusals } from './redirects.ts'

type Header = [name: string, value: string]

const redirect = (location: string, ...more: Header[]) => answerOf(302, '', ['location', location], ...more)

const isRefusal = (answer: ReturnType<typeof redirect>, ...refusals: ReturnType<typeof redirect>[]) =>
  isRedirectOfRefusals(answer, { refusals, url: 'https://b/orders' })

const SESSION: Header = ['set-cookie', 'session=1; Path=/']

test.each([
  ['the same place', '/login', '/login'],
  ['with whence one came', '/login?back=%2Fa', '/login?back=%2Forders'],
  ['with what is new in each', '/login?state=2317', '/login?state=9981'],
  ['with an error besides', '/login?error=expired', '/login'],
  ['with another error', '/login?error=expired', '/login?error=missing'],
])('a refusal sends to %s', (_what, location, due) => {
  expect(isRefusal(redirect(location), redirect(due), redirect(due))).toBe(true)
})

test.each([
  ['elsewhere', '/welcome', '/login'],
  ['with a member more', '/login?done=1', '/login'],
  ['with a member less', '/login', '/login?next=1'],
  ['with another word', '/login?as=servicea', '/login?as=nobody'],
  ['without the error', '/login', '/login?error=missing'],
])('what sends %s may be none', (_what, location, due) => {
  expect(isRefusal(redirect(location), redirect(due), redirect(due))).toBe(false)
})

test('a member that differs among refusals says nothing', () => {
  const refusals = [redirect('/login?nonce=ab'), redirect('/login?nonce=cd')]
  expect(isRefusal(redirect('/login?nonce=ef'), ...refusals)).toBe(true)
})

test('a cookie that no refusal sets may be a session', () => {
  expect(isRefusal(redirect('/login', SESSION), redirect('/login'))).toBe(false)
  expect(isRefusal(redirect('/login', SESSION), redirect('/login', ['set-cookie', 'session=2']))).toBe(true)
})
