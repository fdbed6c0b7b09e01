import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sharedSecret, signShared } from '#core/token/gateway-algorithms'
import { GATEWAY_NOW, GATEWAY_SECRET, JOHN_ID, openTestGateways } from '../gateway.fixture.ts'

const CONSUMERS = `
consumers:
  - id: ${JOHN_ID}
    username: john_doe
    custom_id: "1234"
    acls: [{ group: readers }]
    jwt_secrets: [{ key: john, secret: ${GATEWAY_SECRET} }]
  - { id: "9", username: nobody }
`
const open = (...plugins: string[]) =>
  openTestGateways(
    `  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [${plugins.join(', ')}] }\n`,
    { consumers: CONSUMERS },
  )

const coded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
function token(claims: object = {}, header: object = {}, secret: string | Buffer = GATEWAY_SECRET): string {
  const text = `${coded({ alg: 'HS256', ...header })}.${coded({ iss: 'john', ...claims })}`
  return `${text}.${signShared(text, sharedSecret(secret), 'HS256').toString('base64url')}`
}
const JOHN_SAID = { 'x-consumer-id': JOHN_ID, 'x-consumer-custom-id': '1234', 'x-consumer-username': 'john_doe' }
const NOBODY_SAID = { 'x-consumer-id': '9', 'x-consumer-username': 'nobody', 'x-anonymous-consumer': 'true' }
const CHALLENGE = 'Bearer error="invalid_token"'

describe('the jwt plugin in front of a service', () => {
  test('tells it who asks, and passes the token on as it came', async () => {
    const gateway = await open('{name: jwt}')
    const sent = token()
    expect(
      await gateway.askWith(sent, { headers: { 'x-consumer-id': 'admin', 'x-anonymous-consumer': 'true' } }),
    ).toMatchObject({ status: 200 })
    expect(gateway.identity()).toEqual({ ...JOHN_SAID, 'x-credential-identifier': 'john' })
    expect(gateway.seen[0]?.headers.authorization).toBe(`Bearer ${sent}`)
    expect((await gateway.ask('/metrics')).body).toContain('gateway_requests_by_reads_total{reads="2"} 1')
  })

  test.each<[string, string, string, string]>([
    ['a forged one', '', token({}, {}, 'x'), '{"message":"Invalid signature"}'],
    ['an unknown one', '', token({ iss: 'jane' }), `{"message":"No credentials found for given 'iss'"}`],
    [
      'an expired one, where that is looked at',
      'claims_to_verify: [exp]',
      token({ exp: 1 }),
      '{"exp":"token expired"}',
    ],
    ['one that lives too long', 'claims_to_verify: [exp], maximum_expiration: 60', token({ exp: GATEWAY_NOW + 61 }), '{"exp":"exceeds maximum allowed expiration"}'], // prettier-ignore
    ['one without its key', 'key_claim_name: kid', token(), `{"message":"No mandatory 'kid' in claims"}`],
    ['one whose secret is read otherwise', 'secret_is_base64: true', token(), '{"message":"Invalid signature"}'],
  ])('%s is refused, and the service hears nothing', async (_what, config, sent, body) => {
    const gateway = await open(`{name: jwt, config: {${config}}}`)
    const answer = await gateway.askWith(sent)
    expect([answer.status, answer.body, answer.headers['www-authenticate']]).toEqual([401, body, CHALLENGE])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(gateway.seen).toHaveLength(0)
  })

  test('an expired token comes through by default', async () => {
    expect((await (await open('{name: jwt}')).askWith(token({ exp: 1 }))).status).toBe(200)
  })

  test('a token of the query, a cookie or another header; two that differ are too many', async () => {
    const gateway = await open('{name: jwt, config: {cookie_names: [session], header_names: [X-Token]}}')
    for (const [path, headers] of [
      [`/?jwt=${token()}`, {}],
      ['/', { cookie: `session=${token()}` }],
      ['/', { 'x-token': `Bearer ${token()}` }],
    ] as const)
      expect((await gateway.ask(path, { headers })).status).toBe(200)
    const two = await gateway.ask(`/?jwt=${token()}`, { headers: { 'x-token': `Bearer ${token({ a: 1 })}` } })
    expect(two.body).toBe('{"message":"Multiple tokens provided"}')
  })

  test('anonymous: a forged token is nobody, whom an ACL refuses', async () => {
    const jwt = '{name: jwt, config: {anonymous: nobody}}'
    const gateway = await open(jwt)
    expect((await gateway.askWith('forged')).status).toBe(200)
    expect(gateway.identity()).toEqual(NOBODY_SAID)
    const guarded = await open('{name: acl, config: {allow: [readers]}}', jwt)
    const denied = await guarded.askWith('forged', { headers: { accept: 'text/plain' } })
    expect([denied.status, denied.body]).toEqual([
      403,
      expect.stringMatching(/^You cannot consume this service\nrequest_id: [0-9a-f]{32}\n$/),
    ])
    expect((await guarded.askWith(token())).status).toBe(200)
    expect(guarded.identity()).toMatchObject({ 'x-consumer-groups': 'readers' })
  })

  test('OPTIONS, with and without run_on_preflight', async () => {
    expect((await (await open('{name: jwt}')).ask('/', { method: 'OPTIONS' })).status).toBe(401)
    const lax = await open('{name: jwt, config: {run_on_preflight: false}}')
    expect((await lax.ask('/', { method: 'OPTIONS', headers: { 'x-consumer-id': 'admin' } })).status).toBe(200)
    expect(lax.identity()).toEqual({})
  })

  test('rate limits: the third call of a minute is too many, and the clock of the sandbox ends that', async () => {
    const gateway = await open('{name: jwt}', '{name: rate-limiting, config: {minute: 2}}')
    const left = async () => (await gateway.askWith(token())).headers['ratelimit-remaining']
    expect([await left(), await left()]).toEqual(['1', '0'])
    const answer = await gateway.askWith(token())
    expect([answer.status, answer.headers['retry-after'], answer.headers['x-ratelimit-limit-minute']]).toEqual([
      429,
      '60',
      '2',
    ])
    expect(JSON.parse(answer.body)).toEqual({ message: 'API rate limit exceeded', request_id: expect.any(String) })
    gateway.clock.advance({ minutes: 1 })
    expect((await gateway.askWith(token())).status).toBe(200)
  })

  test('a dialect that is lax says so, and so does a short secret, which stands in no line', async () => {
    const gateway = await open('{name: jwt}')
    await gateway.ask('/consumers/john_doe/jwt', { method: 'POST', body: 'key=short&secret=not-so-secret' })
    expect(gateway.lines.filter((line) => line.includes('dialect-is-unsafe'))).toHaveLength(1)
    expect(gateway.lines.join('')).toContain('secret-is-short')
    expect(gateway.lines.join('')).not.toMatch(new RegExp(`not-so-secret|${GATEWAY_SECRET}`))
  })
})

test('two keys for one consumer: the old one goes after an overlap, by kid', async () => {
  const gateway = await open('{name: jwt, config: {key_claim_name: kid}}')
  const [old, young] = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ]
  const signedBy = (kid: string, { privateKey }: typeof old) => {
    const text = `${coded({ alg: 'RS256', kid })}.${coded({ sub: 'x' })}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  for (const [key, { publicKey }] of [
    ['old', old],
    ['young', young],
  ] as const) {
    const rsa_public_key = publicKey.export({ type: 'spki', format: 'pem' })
    const made = await gateway.ask('/consumers/john_doe/jwt', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key, algorithm: 'RS256', rsa_public_key }) }) // prettier-ignore
    expect(made.status).toBe(201)
  }
  const statuses = async () => [
    (await gateway.askWith(signedBy('old', old))).status,
    (await gateway.askWith(signedBy('young', young))).status,
  ]
  expect(await statuses()).toEqual([200, 200])
  await gateway.ask('/consumers/john_doe/jwt/old', { method: 'DELETE' })
  expect(await statuses()).toEqual([401, 200])
})
