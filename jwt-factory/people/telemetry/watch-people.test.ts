import { expect, test } from 'vitest'
import { otlpTraces } from '#core/telemetry/otlp'
import type { Span } from '#core/telemetry/span'
import { openTestPeople, SEED_CONFIG } from '../people.fixture.ts'
import { LONGEST_TAIL } from './log-tail.ts'
import request from '../../../tests/support/request.ts'

const withTelemetry = (words: string, before = '') => `${before}${SEED_CONFIG}telemetry: {${words}}\n`
const GUARDED = 'require_prometheus_authentication: true'

type TestPeople = Awaited<ReturnType<typeof openTestPeople>>

const numbersOf = async ({ app }: TestPeople) => (await request(app).get('/metrics').expect(200)).text.split('\n')

test('/metrics says what was asked, who got a token and why not, and how people are', async () => {
  const people = await openTestPeople()
  const { asTester, login, renew, app } = people
  const first = await asTester()
  await login({ username: 'tester', password: 'hunter2' }).expect(401)
  await login({ username: 'tester' }).expect(400)
  await renew(first).expect(200)
  await renew(first, '/api/refresh').expect(401)
  await renew({ ...first, token: 'x' }).expect(401)
  for (const path of ['/nothing/a', '/nothing/b', `/${first.token}`]) await request(app).get(path).expect(404)
  await request(app).delete('/api/login').expect(405)
  const lines = await numbersOf(people)
  for (const line of [
    'people_http_requests_total{method="POST",route="/api/login",status="200"} 1',
    'people_http_requests_total{method="POST",route="/api/login",status="401"} 1',
    'people_http_requests_total{method="POST",route="/api/renew",status="401"} 2',
    'people_http_requests_total{method="GET",route="none",status="404"} 3',
    'people_http_requests_total{method="DELETE",route="none",status="405"} 1',
    'people_logins_total{result="issued"} 1',
    'people_logins_total{result="wrong-credentials"} 1',
    'people_logins_total{result="invalid-request"} 1',
    'people_renewals_total{result="issued"} 1',
    'people_renewals_total{result="used-refresh"} 1',
    'people_renewals_total{result="malformed"} 1',
    'people_password_hashes_waiting 0',
    'people_directory_entries{kind="users"} 2',
    'people_keys{state="active"} 1',
    'people_keys_published 1',
    `people_signing_key_expires_timestamp_seconds ${Date.parse('2026-11-27T03:00:00Z') / 1000}`,
    'process_start_time_seconds 1795737600',
  ])
    expect(lines).toContain(line)
  expect(lines.join('\n')).not.toMatch(/eyJ[\w-]+\.|hunter2|tester/)
})

test('where the database is away, the other numbers are there', async () => {
  const people = await openTestPeople()
  people.directory.read = () => Promise.reject(new Error('away'))
  const lines = await numbersOf(people)
  expect(lines.filter((line) => line.includes('people_directory'))).toEqual([])
  expect(lines).toContain('people_keys_published 1')
})

test('disable_monitoring: there is nothing', async () => {
  const { app } = await openTestPeople({ config: withTelemetry('disable_monitoring: true') })
  for (const path of ['/metrics', '/metrics/logs']) await request(app).get(path).expect(404)
})

/** A token of somebody whose claim `stk` says this. */
async function tokenWith(letters: string, { directory, asTester }: TestPeople): Promise<string> {
  await directory.change((document) => ({
    ...document,
    claims: document.claims.map((claim) => (claim.value === 'acc' ? { ...claim, shortName: 'stk', value: letters } : claim)),
  })) // prettier-ignore
  return (await asTester()).token
}

test('require_prometheus_authentication: numbers and log are for those with the letter m, s or S', async () => {
  const people = await openTestPeople({ config: withTelemetry(GUARDED) })
  for (const path of ['/metrics', '/metrics/logs']) {
    const ask = (token: string) => request(people.app).get(path).set('authorization', `Bearer ${token}`)
    const { headers } = await request(people.app).get(path).expect(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="people"')
    expect((await ask('x').expect(401)).body).toMatchObject({ reason: 'malformed' })
    for (const [letters, status] of [
      ['m', 200],
      ['s', 200],
      ['S', 200],
      ['u', 403],
      ['U,G,C', 403],
    ] as const) {
      // prettier-ignore
      const answer = await ask(await tokenWith(letters, people)).expect(status)
      if (status === 403) expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"')
      await people.directory.change((document) => ({ ...document, claims: document.claims.map((claim) => (claim.shortName === 'stk' && claim.value === letters ? { ...claim, value: 'acc' } : claim)) })) // prettier-ignore
    }
  }
  const left = request(people.app)
    .get('/metrics')
    .set('authorization', `Bearer ${await tokenWith('m', people)}`)
  await people.directory.change((document) => ({ ...document, users: document.users.map((user) => ({ ...user, groups: [] })) })) // prettier-ignore
  expect((await left.expect(403)).body).toMatchObject({ reason: 'no-letter' }) // whatever the token says
  const expired = await tokenWith('m', people)
  people.clock.advance({ minutes: 31 })
  const late = request(people.app).get('/metrics').set('authorization', `Bearer ${expired}`)
  expect((await late.expect(401)).body).toMatchObject({ reason: 'expired' })
  const stoke = await openTestPeople({ config: withTelemetry(GUARDED, 'dialect: stoke\n') })
  const { token } = await stoke.asTester()
  await request(stoke.app).get('/metrics').set('authorization', `Bearer ${token}`).expect(401)
})

test('the log shows its last lines to this machine alone, and no token, password or name in them', async () => {
  const { app, asTester, login, renew } = await openTestPeople()
  const first = await asTester()
  for (let at = 0; at < 60; at++) await renew({ ...first, token: `${first.token}x`, refresh: 'hunter3' }).expect(401)
  await renew({ ...first, refresh: 'hunter3' }).expect(401)
  await login({ username: 'stoke@hppr.dev', password: 'hunter2' }).expect(401)
  await request(app).get(`/${first.token}`).expect(404)
  const { text, headers } = await request(app).get('/metrics/logs').expect(200)
  expect([headers['content-type'], headers['cache-control']]).toEqual(['text/plain; charset=utf-8', 'no-store'])
  const lines = text.trimEnd().split('\n')
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'login-refused', reason: 'wrong-credentials' })
  expect(lines.every((line) => line.startsWith('{') && line.endsWith('}'))).toBe(true)
  expect(text.length).toBeLessThanOrEqual(LONGEST_TAIL)
  expect(text).not.toMatch(/hunter|tester|hppr|eyJ[\w-]+\./)
  for (const [header, value] of [
    ['x-forwarded-for', '10.0.0.1'],
    ['host', 'jwt-factory'],
    ['origin', 'https://page.example'],
  ] as const)
    // prettier-ignore
    await request(app).get('/metrics/logs').set(header, value).expect(403)
})

function spanCollector() {
  const spans: Span[] = []
  const counts = { sent: 0, full: 0, refused: 0, unreachable: 0 }
  return { spans, sender: { add: (span: Span) => void spans.push(span), counts, close: () => Promise.resolve() } }
}

test('each request has a span, and none of them says who has asked', async () => {
  const { spans, sender } = spanCollector()
  const { app, asTester, login, renew } = await openTestPeople({ spans: sender, config: withTelemetry(GUARDED) })
  const first = await asTester()
  await login({ username: 'stoke@hppr.dev', password: 'hunter2', required_claims: [{ stk: 'S' }] }).expect(401)
  await login({ username: 'tester', password: 'tester', required_claims: [{ stk: 'S' }] }).expect(403)
  await renew(first).expect(200)
  await renew(first).expect(401)
  const { body } = await request(app).get('/').expect(200)
  const { body: superuser } = await login({ username: 'stoke', password: 'admin' }).expect(200)
  for (const each of Object.keys(body.routes)) {
    const [word = '', path = ''] = each.split(' ')
    const method = word.toLowerCase() as 'get' | 'post' | 'patch' | 'delete' // of a route
    for (const [query, { token }] of [['?page=1', superuser], ['?name=tester', first]]) // prettier-ignore
      await request(app)[method](path.replaceAll(/:\w+/g, '1') + query).set('authorization', `Bearer ${token}`).set('user-agent', 'tester').send(method === 'get' ? undefined : { username: 'tester', password: 'tester' }) // prettier-ignore
  }
  await request(app).get(`/tester/${first.token}`).expect(404)
  const names = new Set(spans.map(({ name }) => name))
  const watched = ['GET /healthz', 'GET /metrics', 'GET /metrics/logs']
  const others = ['POST /api/refresh', ...watched] // the first is another address of a route
  expect(
    Object.keys(body.routes)
      .filter((name) => !names.has(name))
      .toSorted(),
  ).toEqual(others.toSorted())
  expect(names).toContain('GET')
  expect(spans[1]).toMatchObject({
    name: 'POST /api/login',
    parentId: undefined,
    attributes: { 'http.response.status_code': 401, 'jwt_sandbox.result': 'wrong-credentials' },
    hasFailed: false,
  })
  const text = otlpTraces(spans, {}).replaceAll(/"[0-9a-f]{16,32}"/g, '"id"') // random signs may be any word
  expect(text).not.toMatch(/tester|hppr|stoke|Travis|Stephen|hunter|eyJ|acc"/i)
  for (const secret of [first.refresh, ...first.token.split('.')]) expect(text).not.toContain(secret)
})

test('a span is a part of the trace of whoever asks, unless they say that it is not recorded', async () => {
  const { spans, sender } = spanCollector()
  const { app } = await openTestPeople({ spans: sender })
  const [trace, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
  const ask = (flags: string) => request(app).get('/api/pkeys').set('traceparent', `00-${trace}-${parent}-${flags}`)
  await ask('00').expect(200)
  await ask('01').expect(200)
  await request(app).get('/api/pkeys').expect(200)
  expect(spans.map(({ traceId, parentId }) => [traceId === trace, parentId])).toEqual([
    [true, parent],
    [false, undefined],
  ])
})
