import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { createTraces } from '#core/trace/recorder'
import { manualClock } from '#core/clock'
import type { Visit } from './visit.ts'
import { LOGIN_CLIENT, LOGIN_START, OTHER_KEY, pageBehindGateway, signedAccess, signedId } from './login.fixture.ts'

interface LoginAnswer {
  login: Omit<Visit, 'along'>
}

async function openPage(...settings: Parameters<typeof pageBehindGateway>) {
  const page = await pageBehindGateway(...settings)
  onTestFinished(page.close)
  const login = async (headers: Record<string, string>) =>
    ((await (await page.ask(headers)).json()) as LoginAnswer).login
  return { ...page, login }
}

const both = async () => ({ jwt: await signedId(), my_access_token: await signedAccess() })

test('whoever comes with good tokens is somebody, and the backends are asked for that person', async () => {
  const { login, asked } = await openPage()
  expect(await login(await both())).toMatchObject({
    person: { sub: 'person-1', name: 'Mary Writer', nickname: 'mary' },
    idToken: { outcome: 'good', from: 'header jwt' },
    accessToken: { outcome: 'good', from: 'header my_access_token' },
  })
  expect(asked).toEqual([{ authorization: expect.stringMatching(/^Bearer ey/) }])
})

test('a token is never in an answer', async () => {
  const { ask } = await openPage()
  const headers = await both()
  for (const path of ['/', '/profile', '/dashboard'])
    for (const accept of ['text/html', 'application/json']) {
      const text = await (await ask({ ...headers, accept }, path)).text()
      for (const token of Object.values(headers)) expect(text).not.toContain(token.split('.')[2])
    }
})

test.each<[string, () => Promise<string> | string, string]>([
  ['expired', () => signedId({ exp: LOGIN_START }), 'expired'],
  ['that lives for longer than any login', () => signedId({ exp: LOGIN_START + 366 * 86_400 }), 'lifetime-too-long'],
  ['of another issuer', () => signedId({ iss: 'https://evil.test' }), 'wrong-issuer'],
  ['of the same issuer with a slash', () => signedId({ iss: 'https://login.test/login/' }), 'wrong-issuer'],
  ['for another client', () => signedId({ aud: 'other' }), 'wrong-audience'],
  [
    'for several, and another one is meant',
    () => signedId({ aud: [LOGIN_CLIENT, 'other'], azp: 'other' }),
    'wrong-audience',
  ],
  ['for several, and nobody is meant', () => signedId({ aud: [LOGIN_CLIENT, 'other'] }), 'wrong-audience'],
  ['signed by another key', () => signedId({}, { ...OTHER_KEY }), 'unknown-key'],
  ['without a signature', async () => hostileToken('alg-none', await signedId()), 'signature-missing'],
  ['an access token', () => signedAccess(), 'wrong-type'],
  ['no token', () => 'Mary', 'malformed'],
  ['without a person', () => signedId({ sub: undefined as never }), 'missing-claim'],
])('an ID token that is %s proves nothing, whatever the headers beside it say', async (_what, token, reason) => {
  const { login, asked } = await openPage()
  const said = await login({ jwt: await token(), my_access_token: '', 'x-name': 'Admin', 'x-nickname': 'root' })
  expect(said).not.toHaveProperty('person')
  expect(said.idToken).toMatchObject({ outcome: 'refused', reason })
  expect(said.idToken).not.toHaveProperty('claims')
  expect(said.hints).toEqual([
    { header: 'x-name', claim: 'name', said: 'Admin', outcome: 'unproven' },
    { header: 'x-nickname', claim: 'nickname', said: 'root', outcome: 'unproven' },
  ])
  expect(asked).toEqual([{}])
})

test.each<[string, () => Promise<string>, string]>([
  ['for another audience', () => signedAccess({ aud: LOGIN_CLIENT }), 'wrong-audience'],
  ['that is the ID token', () => signedId(), 'wrong-audience'],
  ['of somebody else', () => signedAccess({ sub: 'person-2' }), 'wrong-subject'],
  ['that has expired', () => signedAccess({ exp: LOGIN_START }), 'expired'],
])('an access token %s goes nowhere; the person is still known', async (_what, token, reason) => {
  const { login, asked } = await openPage()
  const said = await login({ jwt: await signedId(), my_access_token: await token() })
  expect(said).toMatchObject({ person: { sub: 'person-1' }, accessToken: { outcome: 'refused', reason } })
  expect(asked).toEqual([{}])
})

test('an access token without an ID token beside it is for nobody', async () => {
  const { login, asked } = await openPage()
  expect(await login({ my_access_token: await signedAccess() })).toMatchObject({ accessToken: { outcome: 'good' } })
  expect(asked).toEqual([{}])
})

test('headers that repeat a claim are compared with the token, as UTF-8', async () => {
  const { login } = await openPage()
  const jwt = await signedId({ name: 'Zoë Ωmega' })
  const name = Buffer.from('Zoë Ωmega').toString('latin1')
  expect((await login({ jwt, 'x-name': name, 'x-nickname': 'root' })).hints).toEqual([
    { header: 'x-name', claim: 'name', said: 'Zoë Ωmega', outcome: 'same' },
    { header: 'x-nickname', claim: 'nickname', said: 'root', outcome: 'differs' },
  ])
})

test.each([
  [['JWT', 'My_Access_Token'], 'good'],
  [['Jwt', 'MY_ACCESS_TOKEN'], 'good'],
  [['jwt', 'my-access-token'], 'absent'],
  [['x-jwt', 'my_access_token_'], 'absent'],
])('%j: case is of no matter in a header, and each other letter is', async (names, outcome) => {
  const { login } = await openPage()
  const [id = '', access = ''] = names
  const said = await login({ [id]: await signedId(), [access]: await signedAccess() })
  expect(said.accessToken.outcome).toBe(outcome)
})

test('of a header that is there twice none is taken, in a body or a trailer neither', async () => {
  const { port } = await openPage()
  const { jwt, my_access_token: access } = await both()
  const ask = (headers: string[], trailer?: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', headers: ['host', 'x', ...headers] }, (answer) => {
        const parts: string[] = []
        answer.on('data', (part) => parts.push(String(part))).on('end', () => resolve(parts.join('')))
      })
      asked.on('error', reject)
      if (trailer !== undefined) asked.addTrailers({ jwt: trailer })
      asked.end()
    })
  const twice = JSON.parse(await ask(['jwt', jwt, 'JWT', jwt, 'my_access_token', access]))
  expect(twice.login).toMatchObject({ idToken: { outcome: 'refused', reason: 'repeated' } })
  expect(twice.login).not.toHaveProperty('person')
  const trailing = JSON.parse(await ask(['transfer-encoding', 'chunked', 'trailer', 'jwt'], jwt))
  expect(trailing.login.idToken.outcome).toBe('absent')
})

const noKeys = () => ({ select: () => Promise.reject(new Error('down')) })

test('while the keys cannot be had nobody is somebody, and nothing goes along', async () => {
  const { login, asked } = await openPage({ keys: noKeys })
  const said = await login(await both())
  expect(said).toMatchObject({ idToken: { outcome: 'cannot-decide', reason: 'keys-unavailable' } })
  expect(said).not.toHaveProperty('person')
  expect(asked).toEqual([{}])
})

test('what a client says for itself does not go along once there is a login', async () => {
  const { ask, asked } = await openPage()
  await ask({ authorization: 'Bearer mine', cookie: 'a=b', 'x-name': 'Admin', 'x-request-id': '1' })
  expect(asked).toEqual([{ 'x-request-id': '1' }])
})

test('the trap: the header jwt goes on as it came, and authorization is not there', async () => {
  const { ask, asked } = await openPage({ sendsOn: () => 'jwt' })
  const headers = await both()
  await ask(headers)
  expect(asked).toEqual([{ jwt: headers.jwt }])
})

test('a request with a trace is told each check of both tokens', async () => {
  const traces = createTraces('web-ui', manualClock(0))
  const { ask } = await openPage({ traces })
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  await ask({ ...(await both()), traceparent: `00-${traceId}-00f067aa0ba902b7-01` })
  const steps = traces.get(traceId).flatMap((recording) => recording.steps)
  expect(steps.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
    'checks the ID token',
    'believes the ID token',
    'checks the access token',
    'believes the access token',
  ])
  await ask(await both())
  expect(traces.get(traceId)).toHaveLength(1)
})
