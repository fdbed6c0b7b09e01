import { expect, test } from 'vitest'
import { johnsCases, kongPem, KONG_SECRET, kongToken } from '#core/access/kong-plugin.fixture'
import { GATEWAY_ALGORITHM_NAMES } from '#core/token/gateway-algorithms'
import { rowsOfCases } from '../../../tests/support/case-tokens.ts'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { GATEWAY_NOW, JOHN_ID } from '../gateway.fixture.ts'
import { openWithPlugins, playRow, type PluginReply, type PluginRow } from './plugin-rules.fixture.ts'

// Each rule of the plugins, over HTTP. What a running gateway cannot come to (a consumer that is gone, a store that is away) is tested
// in process: core/access/kong-plugin-access.test.ts.

const token = kongToken()
const other = kongToken({ other: true })
const forged = await hostileToken('sig-bit-flipped', token)
const bearer = (sent: string, more: Record<string, string> = {}) => ({ headers: { authorization: `Bearer ${sent}`, ...more } }) // prettier-ignore
const JOHN = { 'x-consumer-id': JOHN_ID, 'x-consumer-custom-id': '1234', 'x-consumer-username': 'john_doe' }
const NOBODY = { 'x-consumer-id': '9', 'x-consumer-username': 'nobody', 'x-anonymous-consumer': 'true' }
const E = 'Bearer error="invalid_token"'

const goesOn = (said: Record<string, string> = { ...JOHN, 'x-credential-identifier': 'HS256' }): PluginReply => ({ status: 200, said }) // prettier-ignore
const refused = (body: string | object, challenge = E): PluginReply => ({
  status: 401,
  body: typeof body === 'string' ? { message: body } : body,
  challenge,
})
const missing = refused('Unauthorized', 'Bearer')
const ofGateway = (status: number, message: string) => ({ status, body: { message, request_id: expect.stringMatching(/^[0-9a-f]{32}$/) } }) // prettier-ignore

type Short = [what: string, call: PluginRow['call'], expected: PluginReply, plugins?: string]
const rowsOf = (rule: string, plugins: string, rows: readonly Short[]): PluginRow[] =>
  rows.map(([what, call, expected, own]) => ({ rule, what, plugins: own ?? plugins, call, expected }))
const jwt = (config: string) => `{name: jwt, config: {${config}}}`

const PLACES = rowsOf('KJ-1', jwt('cookie_names: [session], header_names: [authorization, X-Token]'), [
  ['the header', bearer(token), goesOn()],
  ['bearer in lower case', { headers: { authorization: `bearer ${token}` } }, goesOn()],
  ['not at the beginning', { headers: { authorization: `Token Bearer ${token}` } }, goesOn()],
  ['BEARER', { headers: { authorization: `BEARER ${token}` } }, missing],
  ['no scheme', { headers: { authorization: token } }, missing],
  ['another header, in another case', { headers: { 'x-tOKEN': `Bearer ${token}` } }, goesOn()],
  ['of two headers the first', { headers: { 'x-token': ['Basic eA==', `Bearer ${token}`] } }, missing],
  ['the query', { path: `/echo?jwt=${token}` }, goesOn()],
  ['a cookie', { headers: { cookie: `a=b; session=${token}` } }, goesOn()],
  ['nowhere', {}, missing],
  ['the same one everywhere', { path: `/?jwt=${token}&jwt=${token}`, ...bearer(token, { cookie: `session=${token}` }) }, goesOn()], // prettier-ignore
  ['two in the query', { path: `/?jwt=${token}&jwt=${other}` }, refused('Multiple tokens provided')],
  ['two in two places', { path: `/?jwt=${token}`, ...bearer(other) }, refused('Multiple tokens provided')],
])

const [head = ''] = token.split('.')
const part = (text: string) => Buffer.from(text).toString('base64url')

/** Of two faults, the one that is looked for first is answered. */
const ORDER = rowsOf('KJ-2', jwt('claims_to_verify: [exp], maximum_expiration: 60'), [
  ['its form, before its alg', bearer(`${part('{"alg":"none"}')}.?.`), refused('Bad token; invalid JSON')],
  ['its alg, before its claims', bearer(`${part('{}')}.${part('5')}.x`), refused('Bad token; invalid alg')],
  ['its claims, before its signature', bearer(`${head}.${part('5')}.?`), refused('Bad token; invalid claims')],
  ['its signature, before its key', bearer(`${head}.${part('{}')}.?`), refused('Bad token; invalid signature')],
  ['its credential, before its algorithm', bearer(kongToken({ iss: 'x' }, { header: { alg: 'ES512' } })), refused("No credentials found for given 'iss'")], // prettier-ignore
  ['its algorithm, before its signature', bearer(kongToken({ iss: 'RS256' }, { secret: 'x' })), refused('Invalid algorithm')], // prettier-ignore
  ['its key, before its signature', bearer(kongToken({ iss: 'no-base64' }, { secret: 'x' })), refused('Invalid key/secret'), jwt('secret_is_base64: true')], // prettier-ignore
  ['its signature, before its end', bearer(kongToken({ exp: 1 }, { secret: 'x' })), refused('Invalid signature')],
  ['its end, before its length', bearer(kongToken({ exp: 'x' })), refused({ exp: 'must be a number' })],
])

/** Cases of the catalogue, by what is said of each. */
const SAID_OF_CASES = {
  'sig-segment-dropped': 'Bad token; invalid JSON',
  'alg-none': 'Bad token; invalid alg',
  'json-payload-scalar': 'Bad token; invalid claims',
  'iss-missing': "No mandatory 'iss' in claims",
  'iss-empty': "Invalid 'iss' in claims",
  'iss-unknown': "No credentials found for given 'iss'",
}

const ANSWERED: [what: string, sent: string, says: string | object][] = [
  ...(await rowsOfCases(SAID_OF_CASES, johnsCases)),
  ['a signature with a dot', `${token}.x`, 'Bad token; invalid signature'],
  ['the algorithm of another', kongToken({ iss: 'RS256' }), 'Invalid algorithm'],
  ['another secret', kongToken({}, { secret: 'x' }), 'Invalid signature'],
  ['an end that is over', kongToken({ exp: GATEWAY_NOW, nbf: 0 }), { exp: 'token expired' }],
  ['two faults', kongToken({ nbf: GATEWAY_NOW + 1 }), { exp: 'must be a number', nbf: 'token not valid yet' }],
]
const ANSWERS = [
  ...ANSWERED.flatMap(([what, sent, says]) => [
    ...rowsOf('KJ-3', jwt('claims_to_verify: [exp, nbf]'), [[what, bearer(sent), refused(says)]]),
    ...rowsOf('KJ-3', jwt('claims_to_verify: [exp, nbf], realm: R'), [
      [`${what}, with a realm`, bearer(sent), refused(says, 'Bearer realm="R", error="invalid_token"')],
    ]),
  ]),
  ...rowsOf('KJ-3', jwt('realm: R'), [
    ['no token, with a realm', {}, refused('Unauthorized', 'Bearer realm="R"')],
    ['no key material', bearer(kongToken({ iss: 'no-base64' })), refused('Invalid key/secret'), jwt('secret_is_base64: true')], // prettier-ignore
    ['another key claim, of the header', bearer(kongToken('{}', { header: { kid: 'HS256' } })), goesOn(), jwt('key_claim_name: kid')], // prettier-ignore
    ['that, and it is missing', bearer(token), refused("No mandatory 'kid' in claims"), jwt('key_claim_name: kid')],
    ['an anonymous consumer that is missing', {}, ofGateway(500, "anonymous consumer ghost is configured but doesn't exist"), jwt('anonymous: ghost')], // prettier-ignore
  ]),
]

const verified = jwt('claims_to_verify: [exp, nbf]')
const TIMES = rowsOf('KJ-4', jwt('claims_to_verify: [exp]'), [
  ['expired, by default', bearer(kongToken({ exp: 1, nbf: 9_999_999_999 })), goesOn(), '{name: jwt}'],
  ['good for a second', bearer(kongToken({ exp: GATEWAY_NOW + 1 })), goesOn()],
  ['no longer good in the second of its end', bearer(kongToken({ exp: GATEWAY_NOW })), refused({ exp: 'token expired' })], // prettier-ignore
  ['good in the second of its beginning', bearer(kongToken({ exp: GATEWAY_NOW + 1, nbf: GATEWAY_NOW })), goesOn(), verified], // prettier-ignore
  ['others are whatever they are', bearer(kongToken({ exp: GATEWAY_NOW + 1, aud: 5, iat: 'x', jti: {} })), goesOn()],
  ['as long as allowed', bearer(kongToken({ exp: GATEWAY_NOW + 60 })), goesOn(), jwt('claims_to_verify: [exp], maximum_expiration: 60')], // prettier-ignore
  ['a second longer', bearer(kongToken({ exp: GATEWAY_NOW + 61 })), refused({ exp: 'exceeds maximum allowed expiration' }), jwt('claims_to_verify: [exp], maximum_expiration: 60')], // prettier-ignore
])

const lied = kongToken({ iss: 'RS256' }, { secret: kongPem('RS256'), header: { alg: 'RS256' } })
const base64 = kongToken({}, { secret: Buffer.from(KONG_SECRET, 'base64') })
const ALGORITHMS = rowsOf('KJ-5', '{name: jwt}', [
  ...GATEWAY_ALGORITHM_NAMES.map((algorithm): Short => [algorithm, bearer(kongToken({}, { algorithm })), goesOn({ ...JOHN, 'x-credential-identifier': algorithm })]), // prettier-ignore
  ['the public key as a secret', bearer(kongToken({ iss: 'RS256' }, { secret: kongPem('RS256') })), refused('Invalid algorithm')], // prettier-ignore
  ['the same, with the alg of the key', bearer(lied), refused('Invalid signature')],
  ['a signature of ES256 that is short', bearer(kongToken({}, { algorithm: 'ES256' }).slice(0, -4)), ofGateway(500, 'An unexpected error occurred')], // prettier-ignore
  ['a secret that is a text', bearer(base64), refused('Invalid signature')],
  ['a secret that is base64', bearer(base64), goesOn(), jwt('secret_is_base64: true')],
])

const spoof = { 'X-Consumer-ID': 'admin', 'x-credential-identifier': 'admin', 'X-Anonymous-Consumer': 'true' }
const IDENTITY = rowsOf('KJ-6', jwt('anonymous: nobody'), [
  ['a consumer', bearer(token, spoof), goesOn()],
  ['nobody', { headers: spoof }, goesOn(NOBODY)],
  ['whoever asks by OPTIONS, unchecked', { method: 'OPTIONS', headers: spoof }, goesOn({}), jwt('run_on_preflight: false')], // prettier-ignore
])

const second = { 'x-other': `Bearer ${kongToken({}, { algorithm: 'RS256' })}` }
const [one, two] = ['header_names: [authorization]', 'header_names: [x-other]']
const either = `${jwt(`${one}, anonymous: nobody`)}, ${jwt(`${two}, anonymous: nobody`)}`
const mixed = `${jwt(`${one}, anonymous: nobody`)}, ${jwt(two)}`
const bySecond = goesOn({ ...JOHN, 'x-credential-identifier': 'RS256' })
const SEVERAL = rowsOf('KJ-7', `${jwt(one)}, ${jwt(two)}`, [
  ['both must believe: the first alone', bearer(token), missing],
  ['the second alone', { headers: second }, missing],
  ['both', bearer(token, second), bySecond],
  ['one is enough: the first', bearer(token), goesOn(), either],
  ['the second', { headers: second }, bySecond, either],
  ['neither', bearer(forged), goesOn(NOBODY), either],
  ['one that may fail, and one that must believe: the first alone', bearer(token), missing, mixed],
  ['the same, the second alone: nobody no longer', { headers: second }, bySecond, mixed],
  ['the same, the other way round: whoever is known is not looked at again', bearer(token, { 'x-other': `Bearer ${forged}` }), goesOn(), `${jwt(one)}, ${jwt(`${two}, anonymous: nobody`)}`], // prettier-ignore
  ['a forged token is nobody', bearer(forged), goesOn(NOBODY), jwt('anonymous: nobody')],
])

const acl = '{name: acl, config: {allow: [readers]}}'
const ALLOWED = rowsOf('KJ-9', `{name: jwt}, ${acl}`, [
  ['a member', bearer(token), goesOn({ ...JOHN, 'x-credential-identifier': 'HS256', 'x-consumer-groups': 'readers' })],
  ['no member', bearer(token), ofGateway(403, 'You cannot consume this service'), '{name: jwt}, {name: acl, config: {allow: [writers]}}'], // prettier-ignore
  ['who is not wanted', bearer(token), ofGateway(403, 'You cannot consume this service'), '{name: jwt}, {name: acl, config: {deny: [readers]}}'], // prettier-ignore
  ['a forged token, which became nobody', bearer(forged), ofGateway(403, 'You cannot consume this service'), `${jwt('anonymous: nobody')}, ${acl}`], // prettier-ignore
])

const ROWS = [...PLACES, ...ORDER, ...ANSWERS, ...TIMES, ...ALGORITHMS, ...IDENTITY, ...SEVERAL, ...ALLOWED]

test.each(ROWS)('$rule: $what', async (row) => {
  expect(await playRow(row)).toEqual(row.expected)
})

test('a credential that is made lets tokens in, and one that is deleted lets in none', async () => {
  const gateway = await openWithPlugins('{name: jwt}')
  const asked = { method: 'POST', body: `key=own&secret=${KONG_SECRET}` }
  const made = await gateway.ask('/consumers/john_doe/jwt', asked)
  const again = await gateway.ask('/consumers/john_doe/jwt', asked)
  expect([made.status, again.status]).toEqual([201, 409])
  const own = kongToken({ iss: 'own' })
  expect((await gateway.askWith(own)).status).toBe(200)
  expect(gateway.identity()).toMatchObject({ 'x-credential-identifier': 'own' })
  const gone = await gateway.ask('/consumers/john_doe/jwt/own', { method: 'DELETE' })
  expect([gone.status, gone.body, (await gateway.askWith(own)).status]).toEqual([204, '', 401])
})

test('no rule was left out', () => {
  const rules = new Set([...ROWS.map(({ rule }) => rule), 'KJ-8'])
  expect([...rules].sort()).toEqual(Array.from({ length: 9 }, (_none, at) => `KJ-${at + 1}`))
})
