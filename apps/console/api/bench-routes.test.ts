import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { openScriptedConsole } from '../test-console.ts'

const NOW = Date.parse('2026-02-03T10:00:00.000Z') / 1000
const key = await generateSigningKey('ES256', 0)
const CLAIMS = { iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb', iat: NOW, exp: NOW + 60, jti: 'x' }
const token = await signToken(CLAIMS, key, 'JWT')
const JWKS = { keys: [key.publicJwk] }
const EXPECTED = {
  issuer: CLAIMS.iss,
  audience: 'serviceb',
  subject: '',
  type: 'JWT',
  required: '',
  maxLifetime: '',
  leeway: '',
  clock: '',
}
const pasted = (value: unknown) => ({
  from: 'pasted',
  value: typeof value === 'string' ? value : JSON.stringify(value),
})

const bench = async () =>
  openScriptedConsole({
    answer: (_name, { path }) =>
      path === '/keys/servicea/jwks' ? { status: 200, body: JWKS } : { status: 404, body: {} },
  })
const check = async (how: object = {}) =>
  (
    await (
      await bench()
    ).post('/api/bench/check', { token, keys: { from: 'ring', value: 'servicea' }, expected: EXPECTED, ...how })
  ).body

test('anybody may have a token taken apart, also from another machine, and no page of another origin', async () => {
  const { http } = await bench()
  const { body } = await http
    .post('/api/bench/decode')
    .send({ token: `Bearer ${token}==` })
    .expect(200)
  expect(body).toMatchObject({ count: 1, around: [expect.stringContaining('Bearer')] })
  await http.post('/api/bench/decode').set('origin', 'https://elsewhere.test').send({ token }).expect(403)
})

test('a number beyond every double is what lenient readers take it for, at any level, and not nothing', async () => {
  const { http } = await bench()
  const parts = ['{"alg":"ES256"}', '{"exp":1e400,"in":[{"deep":-1e400}],"nothing":null}', 'x']
  const written = parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  const { body } = await http.post('/api/bench/decode').send({ token: written }).expect(200)
  const { value, isLenient } = body.parts[1]
  expect(isLenient).toBe(true)
  expect(value).toEqual({ exp: 'Infinity', in: [{ deep: '-Infinity' }], nothing: null })
})

test.each(['check', 'sign', 'sample', 'send'])('%s is for a page of the console alone, and here', async (what) => {
  const { http, post } = await bench()
  await http.post(`/api/bench/${what}`).send({}).expect(403)
  expect((await post(`/api/bench/${what}`, {}).set('host', 'console.test:4000')).status).toBeGreaterThanOrEqual(400)
})

test('a token is checked by the verifier of the product, check by check', async () => {
  const { isGood, checks, now } = await check()
  expect([isGood, now]).toEqual([true, NOW * 1000])
  expect(checks.map(({ check: name, outcome }: Record<string, string>) => `${name} ${outcome}`)).toEqual(
    expect.arrayContaining([
      'signature passed',
      'subject not-configured',
      'not-before nothing-to-check',
      'lifetime not-configured',
    ]),
  )
})

test('after a failure no check is reached, and each says what it would by itself', async () => {
  const { isGood, reason, checks } = await check({ expected: { ...EXPECTED, type: 'at+jwt', audience: 'servicec' } })
  expect([isGood, reason]).toEqual([false, 'wrong-type'])
  const of = (name: string) => checks.find((each: { check: string }) => each.check === name)
  expect(of('type')).toMatchObject({ outcome: 'failed', says: expect.stringContaining('at+jwt') })
  expect(of('signature')).toMatchObject({ outcome: 'not-reached', alone: { outcome: 'passed' } })
  expect(of('audience')).toMatchObject({ outcome: 'not-reached', alone: { outcome: 'failed' } })
})

test('an empty field expects nothing, and says so', async () => {
  const { isGood, checks } = await check({ expected: { ...EXPECTED, issuer: '', audience: '', type: '' } })
  const open = checks.filter(({ outcome }: { outcome: string }) => outcome === 'not-configured')
  expect(isGood).toBe(true)
  expect(open.map((each: { check: string }) => each.check)).toEqual(
    expect.arrayContaining(['issuer', 'audience', 'type']),
  )
})

test.each(['issuer', 'audience', 'subject', 'type'])(
  'an empty field %s expects nothing of a token without it, either',
  async (field) => {
    const { iss: _iss, aud: _aud, sub: _sub, ...without } = CLAIMS
    const bare = await signToken(without, key, 'JWT')
    const order = { token: bare, expected: { ...EXPECTED, issuer: '', audience: '', subject: '', type: '' } }
    const { isGood, checks } = await check(order)
    expect(isGood).toBe(true)
    expect(checks.find((each: { check: string }) => each.check === field)).toMatchObject({ outcome: 'not-configured' })
  },
)

test.each([
  ['1800000000', 1_800_000_000_000],
  ['2026-02-03 12:00:00', Date.parse('2026-02-03T12:00:00Z')],
])('the clock may be another one: %s', async (clock, now) => {
  expect(await check({ expected: { ...EXPECTED, clock } })).toMatchObject({ isGood: false, reason: 'expired', now })
})

test('keys are a ring, what is pasted, or a key set of the sandbox', async () => {
  const { kid: _kid, ...nameless } = key.publicJwk
  for (const keys of [
    pasted(JWKS),
    pasted(key.publicJwk),
    pasted(nameless),
    pasted(key.publicPem),
    { from: 'url', value: 'http://localhost:5555/keys/servicea/jwks' },
    { from: 'url', value: 'https://localhost:5443/keys/servicea/jwks' },
  ])
    expect(await check({ keys }), JSON.stringify(keys)).toMatchObject({ isGood: true })
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  expect(await check({ keys: pasted(other) })).toMatchObject({ isGood: false, reason: 'signature-mismatch' })
})

test.each([
  [pasted(''), /nothing is given/],
  [pasted('{"kty":"oct","k":"AAAA"}'), /symmetric/],
  [pasted('-----BEGIN PUBLIC KEY-----'), /no public key/],
  [pasted('hello'), /neither PEM nor JSON/],
  [{ from: 'url', value: 'http://169.254.169.254/latest' }, /no process of this sandbox/],
  [{ from: 'url', value: 'http://localhost:22/' }, /no process of this sandbox/],
  [{ from: 'url', value: 'http://elsewhere.test:5555/jwks' }, /no process of this sandbox/],
  [{ from: 'url', value: 'file:///etc/passwd' }, /no process of this sandbox/],
  [{ from: 'ring', value: 'nobody' }, /answered 404/],
])('keys that cannot be used are named: %j', async (keys, words) => {
  expect((await check({ keys })).detail).toMatch(words)
})

test('100 kB on one line are taken apart, and more is refused with a sentence', async () => {
  const { http } = await bench()
  const long = `${token}.${'A'.repeat(99_000 - token.length)}`
  await http.post('/api/bench/decode').send({ token: long }).expect(200)
  const { status, body } = await http.post('/api/bench/decode').send({ token: 'A'.repeat(110_000) })
  expect([status, body.detail]).toEqual([413, expect.stringContaining('100 kB')])
})

test.each([
  [33, true],
  [150, true],
  [5000, false],
  [36_000, false],
])('claims of %i levels are taken apart, as a value or as text, and refused', async (levels, hasValue) => {
  const { http } = await bench()
  const deep = ['[', ']'].map((sign) => sign.repeat(levels)).join('')
  for (const claims of [deep, `{"aud":${deep}}`]) {
    const broken = `${token.split('.')[0]}.${Buffer.from(claims).toString('base64url')}.AAAA`
    const { body } = await http.post('/api/bench/decode').send({ token: broken }).expect(200)
    const { hasValue: isRead, faults } = body.parts[1]
    expect([isRead, faults[0].says]).toEqual([hasValue, expect.stringContaining('more than 32 levels')])
    const { isGood } = await check({ token: broken })
    expect(isGood).toBe(false)
  }
})
