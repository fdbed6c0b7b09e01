import { describe, expect, test } from 'vitest'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import type { ProviderFaults } from './fake-provider.fixture.ts'
import { APP, openGatewayLogin } from './login.fixture.ts'

const TRACED = { traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01' }

test('an answer that was begun in another browser logs nobody in, and does not use it up', async () => {
  const { browser, provider } = await openGatewayLogin()
  const [eve, ada] = [browser(), browser()]
  const begun = await eve.ask('/')
  const back = await eve.atProvider(String(begun.headers.location))
  await ada.ask('/') // has a login of her own that goes on
  const refused = await ada.ask(back, { accept: 'text/html' })
  expect(refused.status).toBe(400)
  expect(refused.body).toContain('was not begun in this browser')
  expect(provider.seen.token).toBe(0)
  expect([...ada.cookies.keys()].some((name) => name.includes('session'))).toBe(false)
  expect((await eve.ask(back)).status).toBe(302)
})

test('a state is used once, also by a browser that brings its cookie back, and a code with a new state is not taken', async () => {
  const { browser, provider } = await openGatewayLogin()
  const ada = browser()
  const begun = await ada.ask('/')
  const cookies = new Map(ada.cookies)
  const back = await ada.atProvider(String(begun.headers.location))
  expect((await ada.ask(back)).status).toBe(302)
  for (const [name, value] of cookies) ada.cookies.set(name, value)
  const again = await ada.ask(back)
  expect(again.status).toBe(400)
  expect(again.body).toContain('completed already')
  expect(provider.seen.token).toBe(1)

  const next = await ada.ask('/', { cookie: '' })
  const state = String(new URL(String(next.headers.location)).searchParams.get('state'))
  const code = String(new URLSearchParams(back.split('?')[1]).get('code'))
  const replayed = await ada.ask(`/callback?${String(new URLSearchParams({ code, state, iss: provider.issuer }))}`)
  expect(replayed.status).toBe(400)
  expect(replayed.body).toContain('did not take the code')
})

test('the id of a session is another after each login, and the one before is over', async () => {
  const { browser, seen } = await openGatewayLogin()
  const ada = browser()
  const fixed = 'A'.repeat(43)
  ada.cookies.set('__session', fixed)
  await ada.logIn()
  const first = ada.cookies.get('__session')
  expect(first).not.toBe(fixed)
  const begun = await browser().ask('/')
  expect(begun.status).toBe(302)
  const again = await ada.ask('/logged-in-still')
  expect(again.status).toBe(200)
  const sent = await ada.ask('/', { cookie: '' })
  await ada.ask(await ada.atProvider(String(sent.headers.location)))
  expect(ada.cookies.get('__session')).not.toBe(first)
  const old = await ada.ask('/', { cookie: `__session=${String(first)}` })
  expect(old.status).toBe(302)
  expect(seen).toHaveLength(1)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  '/%5cevil.example/..//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  `/${'x'.repeat(600)}`,
  '/callback?code=1',
  '/logout',
])('a person who was going to %s comes back to the application', async (target) => {
  const { browser } = await openGatewayLogin()
  const ada = browser()
  const begun = await ada.ask(target === '/logout' ? '/logout/' : target)
  if (begun.status !== 302) return expect(begun.status).toBe(400)
  const back = await ada.ask(await ada.atProvider(String(begun.headers.location)))
  const location = new URL(String(back.headers.location))
  expect(location.origin).toBe(APP)
  expect(location.pathname.startsWith('//')).toBe(false)
})

/** A case of the catalogue. The others are about a login, and not about a token that services take. */
const attack = (id: string) => (token: string) => hostileToken(id, token)

describe('a token or an answer that is not as it must be logs nobody in:', () => {
  test.each<[string, ProviderFaults]>([
    ['the issuer of another provider (mix-up)', { answer: { iss: 'https://evil.example' } }],
    ['no issuer, where the provider says it always says one', { answer: { iss: undefined } }],
    ['a token of another issuer', { idClaims: { iss: 'https://evil.example' } }],
    ['a token for another client', { idClaims: { aud: 'somebody-else' } }],
    ['a token for two, and for whom it was made is another', { idClaims: { aud: ['the-gateway', 'b'], azp: 'b' } }],
    ['a token for one, and for whom it was made is another', { idClaims: { azp: 'b' } }],
    ['a token that has expired', { idClaims: { exp: 1_799_999_000 } }],
    ['a token without an end', { idClaims: { exp: undefined } }],
    ['a token that lives for longer than any login', { idClaims: { exp: 1_800_000_000 + 366 * 86_400 } }],
    ['a token of the future', { idClaims: { iat: 1_800_100_000 } }],
    ['a token of another login', { idClaims: { nonce: 'replayed' } }],
    ['a token without a nonce', { idClaims: { nonce: undefined } }],
    ['a token without a subject', { idClaims: { sub: undefined } }],
    ['tokens that are over as they come', { life: 0 }],
    ['a token that ended within the leeway', { idClaims: { iat: 1_799_999_000, exp: 1_799_999_990 } }],
    ['an access token with a line break', { accessToken: 'a\r\nx-name: Mallory' }],
    ['an access token that is no ASCII', { accessToken: 'tökén€' }],
    ['a token signed by a foreign key', { foreignKeyId: '1' }],
    ['a token that was changed', { idToken: attack('sig-payload-tampered') }],
    ['a token that nobody signed', { idToken: attack('alg-none') }],
    ['no token', { idToken: () => '' }],
  ])('%s', async (_what, faults) => {
    const { browser, provider, seen, lines, traces } = await openGatewayLogin()
    provider.state.faults = faults
    const ada = browser()
    const begun = await ada.ask('/')
    const refused = await ada.ask(await ada.atProvider(String(begun.headers.location)), {
      ...TRACED,
      accept: 'text/html',
    })
    expect(refused.status).toBe(400)
    expect(refused.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect([...ada.cookies.keys()]).toEqual([])
    expect((await ada.ask('/')).status).toBe(302)
    expect(seen).toEqual([])
    const told = JSON.stringify(traces.get('0123456789abcdef0123456789abcdef'))
    expect(told).toContain('refuses the login')
    expect(lines.join('') + told).not.toMatch(/eyJ[\w-]+\.|code=|state=/)
  })
})

test('what the provider says in place of a code is said in our words, and not in those of the answer', async () => {
  const { browser, provider } = await openGatewayLogin()
  provider.state.faults = { answer: { error: 'access_denied', error_description: 'Call <b>0900 123</b>' } }
  const reply = await browser().logIn()
  expect(reply.status).toBe(403)
  expect(reply.body).toContain('access_denied')
  expect(reply.body).not.toContain('0900 123')
})

test('a trace shows each check of the ID token, and no token', async () => {
  const { browser, traces } = await openGatewayLogin()
  const ada = browser()
  const begun = await ada.ask('/')
  await ada.ask(await ada.atProvider(String(begun.headers.location)), TRACED)
  const [{ steps } = { steps: [] }] = traces.get('0123456789abcdef0123456789abcdef')
  expect(steps.map(({ sentence }) => sentence)).toEqual([
    'The login gateway asks the provider for tokens, with the code and what proves who began.',
    'The login gateway checks the ID token: 16 passed; skipped: 3 that nothing asks for.',
    'The login gateway believes the ID token.',
    'The login gateway believes who the person is, and opens a session under a new id.',
    'The login gateway answers with 302.',
  ])
})
