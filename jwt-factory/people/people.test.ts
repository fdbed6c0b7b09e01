import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { changeEntry } from './directory/changes.ts'
import { PasswordsBusy } from './passwords/in-turn.ts'
import { openTestPeople, halfOfToken, SEED_CONFIG } from './people.fixture.ts'
import request from '../../tests/support/request.ts'

const STOKE = `dialect: stoke\n${SEED_CONFIG.replace('issuer', 'token_refresh_limit: 2, issuer')}`

test('the people of the seed log in, by name or address, and anybody can check what they get', async () => {
  const { login, keySet, clock } = await openTestPeople()
  const { body, headers } = await login({ username: 'stoke@hppr.dev', password: 'admin' }).expect(200)
  expect([Object.keys(body), headers['cache-control']]).toEqual([['username', 'token', 'refresh'], 'no-store'])
  const set = await keySet()
  const at = { issuer: 'stoke-1', currentDate: new Date(clock.now()) }
  const { payload, protectedHeader } = await jwtVerify(body.token, createLocalJWKSet(set), at)
  expect(payload).toMatchObject({ stk: 'S', n: 'Stephen Toke', u: 'stoke', sub: 'stoke' })
  expect(Number(payload.exp) - Number(payload.iat)).toBe(1800)
  expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: set.keys[0].kid })
  expect(set.exp).toBe('2026-11-27T02:15:00.000Z')
  expect(JSON.stringify(set)).not.toContain('"d"')
})

test('nobody learns who is there: the answers are the same, and each costs one hash', async () => {
  const { login, hashes, lines } = await openTestPeople()
  const answers: unknown[] = []
  for (const username of ['tester', 'nobody', 'tester@hppr.dev', '__proto__']) {
    const before = hashes.made
    const { status, body, headers } = await login({ username, password: 'hunter2' })
    answers.push([status, body, headers['www-authenticate'], hashes.made - before])
  }
  const answer = [401, { message: 'name or password is wrong', reason: 'wrong-credentials' }, 'Bearer realm="people"', 1] // prettier-ignore
  expect(answers).toEqual([answer, answer, answer, answer])
  const before = hashes.made
  await login({ username: 'tester', password: 'tester' }).expect(200)
  expect(hashes.made - before).toBe(1)
  expect(lines.join('')).not.toMatch(/hunter2|nobody/)
})

test.each([
  [SEED_CONFIG, 403, { reason: 'claims-missing' }],
  [STOKE, 401, {}],
])('a claim that is required and missing is told to whoever has the password (%#)', async (config, status, said) => {
  const { login } = await openTestPeople({ config })
  const asked = { username: 'tester', required_claims: [{ stk: '' }] }
  const { body } = await login({ ...asked, password: 'tester' }).expect(status)
  expect(body).toMatchObject(said)
  expect((await login({ ...asked, password: 'x' }).expect(401)).body).not.toMatchObject({ reason: 'claims-missing' })
})

test('two claims of one object are both required, and what is filtered is left out', async () => {
  const { login, asTester } = await openTestPeople()
  const both = { username: 'tester', password: 'tester', required_claims: [{ test: 'acc', stk: 'S' }] }
  await login(both).expect(403)
  await login({ ...both, required_claims: [...both.required_claims, { test: '' }] }).expect(200)
  expect(halfOfToken((await asTester({ filter_claims: ['x'] })).token, 1)).not.toHaveProperty('test')
})

test('a refresh value is used once; the second time all of its login is taken back', async () => {
  const { asTester, renew } = await openTestPeople()
  const [first, other] = [await asTester(), await asTester()]
  const second = (await renew(first).expect(200)).body
  expect((await renew(first).expect(401)).body).toMatchObject({ reason: 'used-refresh' })
  expect((await renew(second).expect(401)).body).toMatchObject({ reason: 'revoked-token' })
  expect((await renew(first).expect(401)).body).toMatchObject({ reason: 'revoked-token' })
  await renew(other, '/api/refresh').expect(200)
})

test('a token is checked before its refresh value is used', async () => {
  const { asTester, renew, app, clock } = await openTestPeople()
  const good = await asTester()
  const forged = await hostileToken('sig-bit-flipped', good.token)
  const { body, headers } = await renew({ ...good, token: forged }).expect(401)
  expect(body).toMatchObject({ reason: 'signature-mismatch' })
  expect(headers['www-authenticate']).toContain('error="invalid_token"')
  const { headers: bare } = await request(app).post('/api/renew').send({ refresh: good.refresh }).expect(401)
  expect(bare['www-authenticate']).toBe('Bearer realm="people"')
  await renew(good).expect(200)
  const late = await asTester()
  clock.advance({ minutes: 30 })
  expect((await renew(late).expect(401)).body).toMatchObject({ reason: 'expired' })
})

test('a renewal says what the groups of a person say by then', async () => {
  const { asTester, renew, directory, config } = await openTestPeople()
  const first = await asTester()
  expect(halfOfToken(first.token, 1)).toHaveProperty('test', 'acc')
  const { id } = (await directory.find('tester')) ?? { id: 0 }
  await directory.change((document) => changeEntry(document, 'users', id, { groups: [] }, config.rules))
  expect(halfOfToken((await renew(first).expect(200)).body.token, 1)).not.toHaveProperty('test')
})

test('dialect stoke: two renewals count down, as often as they come, and the third is refused with nothing said', async () => {
  const { asTester, renew } = await openTestPeople({ config: STOKE })
  const first = await asTester()
  const second = (await renew(first).expect(200)).body
  await renew(first).expect(200)
  const third = (await renew(second).expect(200)).body
  expect([first, second, third].map(({ token }) => halfOfToken(token, 1).jti)).toEqual(['k2', 'k1', 'k0'])
  expect((await renew(third).expect(401)).body).toEqual({})
  expect((await renew({ ...first, token: 'x' }).expect(401)).body).toHaveProperty('error_message')
})

test('ST-12 in dialect stoke: a token is signed with the place of its key, which is another one later', async () => {
  const { asTester, renew, rings, clock, keySet } = await openTestPeople({ config: STOKE })
  const goTo = async (minutes: number) => {
    while (clock.now() < Date.parse('2026-11-27T00:00:00Z') + minutes * 60_000) {
      clock.advance({ minutes: 1 })
      await rings.tick()
    }
  }
  const kids = async () => (await keySet()).keys.map(({ kid }: { kid: string }) => kid)
  await goTo(160)
  const signed = await asTester()
  expect([halfOfToken(signed.token, 0).kid, await kids()]).toEqual(['p-1', ['p-0', 'p-1']])
  await goTo(181)
  expect(await kids()).toEqual(['p-0'])
  await renew(signed).expect(200) // Stoke does not look at the id
})

test('claims that fit into no header are refused, and fewer of them are not', async () => {
  const { login, asTester, directory } = await openTestPeople()
  await directory.change((document) => ({
    ...document,
    claims: document.claims.map((claim) => (claim.shortName === 'test' ? { ...claim, value: 'x'.repeat(9000) } : claim)),
  })) // prettier-ignore
  const { body } = await login({ username: 'tester', password: 'tester' }).expect(403)
  expect(body).toMatchObject({ reason: 'claims-too-long' })
  await asTester({ filter_claims: [] })
})

test('where too many wait, or wait too long, or no key signs, the answer is to come again', async () => {
  const full = await openTestPeople({ check: () => Promise.reject(new PasswordsBusy(2)) })
  const slow = await openTestPeople({
    config: SEED_CONFIG.replace('timeout: 10000', 'timeout: 1'),
    check: (_password, _stored, { signal } = {}) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  })
  const late = await openTestPeople()
  late.clock.advance({ hours: 4 })
  for (const { login } of [full, slow, late]) {
    const { headers, body } = await login({ username: 'tester', password: 'tester' }).expect(503)
    expect([headers['retry-after'], body.type]).toEqual(['2', 'urn:jwt-sandbox:problem:cannot-decide'])
  }
})

const loginFrom = async (origin: string, config?: string) => {
  const { login } = await openTestPeople(config === undefined ? {} : { config })
  const { status, headers } = await login({ username: 'tester', password: 'tester' }).set('origin', origin)
  return [status, headers['access-control-allow-origin']]
}
const allowing = (hosts: string) => SEED_CONFIG.replace('port: 8080', `port: 8080, allowed_hosts: [${hosts}]`)

test('pages of others log nobody in, unless the configuration names them, or all', async () => {
  const [page, other] = ['https://page.example', 'https://other.example']
  expect(await loginFrom(page)).toEqual([403, undefined])
  const two = allowing(`"${page}", "https://third.example"`)
  expect([await loginFrom(page, two), await loginFrom(other, two)]).toEqual([[200, page], [403, undefined]]) // prettier-ignore
  expect(await loginFrom(other, allowing('"*"'))).toEqual([200, '*'])
})

test('a name that leads here is not ours, bodies have a bound, and a fault repeats no password', async () => {
  const { app, login } = await openTestPeople()
  await request(app).get('/api/pkeys').set('host', 'rebound.example').expect(403)
  await login({ username: 'tester', password: 'x'.repeat(110_000) }).expect(413)
  const { text } = await login({ username: 'tester', password: 'hunter2', passwort: 'hunter3' }).expect(400)
  expect(text).not.toMatch(/hunter/)
  await request(app).get('/api/login').expect(405)
  expect((await request(app).get('/api/available_providers').expect(200)).body).toEqual({ providers: [], base_admin_path: '' }) // prettier-ignore
  await request(app).get('/api/admin/private-keys').expect(404)
  const { body } = await request(app).get('/').expect(200)
  expect(Object.keys(body.routes)).toContain('POST /api/renew')
})
