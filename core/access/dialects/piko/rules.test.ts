import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  GATEWAY_ALGORITHMS,
  sharedSecret,
  signShared,
  type GatewayAlgorithm,
} from '../../../token/gateway-algorithms.ts'
import { SIDECAR_NOW, silentContext } from '../dialect.fixture.ts'
import { decideBy } from '../../run-dialect.ts'
import { pikoEndpoint } from './endpoint.ts'
import { staticKeys, type PikoStaticKeys } from './keys.ts'
import { pikoDialect, type PikoParts } from './piko.ts'

const SECRET = 'my-secret'
const pair = (type: 'P-256' | 'P-384' | 'P-521') => generateKeyPairSync('ec', { namedCurve: type })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const curves = { ES256: pair('P-256'), ES384: pair('P-384'), ES512: pair('P-521') }
const pem = ({ publicKey }: { publicKey: KeyObject }) => String(publicKey.export({ type: 'spki', format: 'pem' }))

const coded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token that the holder of the key has signed, whatever stands in it. */
function made(claims: unknown, alg: GatewayAlgorithm = 'HS256', secret = SECRET): string {
  const text = `${coded({ alg, typ: 'JWT' })}.${coded(claims)}`
  const row = GATEWAY_ALGORITHMS[alg]
  if (row.kind === 'secret') return `${text}.${signShared(text, sharedSecret(secret), alg).toString('base64url')}`
  const key = alg.startsWith('ES') ? curves[alg as keyof typeof curves].privateKey : rsa.privateKey
  const settings = { key, ...('options' in row && row.options) }
  return `${text}.${sign('digest' in row ? row.digest : null, Buffer.from(text), settings).toString('base64url')}`
}

interface Asked {
  fields?: string[]
  keys?: PikoStaticKeys
  parts?: Partial<PikoParts>
  /** Seconds after the moment of the tests. */
  later?: number
}

/** @returns what comes of it: a status and the text, or the endpoints of whoever is believed */
async function ask(
  authorization: string[],
  { fields = [], keys = { hmacSecretKey: SECRET }, parts, later = 0 }: Asked = {},
) {
  const dialect = pikoDialect({ keys: staticKeys(keys), now: () => (SIDECAR_NOW + later) * 1000, ...parts })
  const all = [...authorization.flatMap((value) => ['Authorization', value]), ...fields]
  const request = { authorization, method: 'GET', target: '/', fields: all }
  const decision = await decideBy(dialect, request, { context: silentContext(), log: { warn() {} } })
  if (decision.kind === 'believed') return ['believed', decision.endpoint, ...decision.endpoints]
  if (!('answer' in decision)) return [decision.kind]
  expect(decision.answer.headers).not.toHaveProperty('www-authenticate')
  return [decision.answer.status, JSON.parse(decision.answer.body).error]
}

const askFor = (claims: unknown, asked?: Asked) => ask([`Bearer ${made(claims)}`], asked)

const SEEDS = {
  first: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.cYo84rqiyvYovXGPGxY7a4qWLa5HA857Nb2uMrkVcHs',
  second:
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJwaWtvIjp7ImVuZHBvaW50cyI6WyJteS1lbmRwb2ludCJdfX0.I7Vkc2w0-CuEUz-ePRBEFx_-9aCAOH6BN146BZBIxGw',
}

test('of the two tokens on the page of Piko the first does not belong to its secret, and the second does', async () => {
  expect(await ask([`Bearer ${SEEDS.first}`])).toEqual([401, 'invalid token'])
  expect(await ask([`Bearer ${SEEDS.second}`])).toEqual(['believed', '', 'my-endpoint'])
})

test('each family needs its own key, all may be there at once, and no other algorithm is known', async () => {
  const keys = { hmacSecretKey: SECRET, rsaPublicKey: pem(rsa), ecdsaPublicKey: pem(curves.ES256) }
  const alone = { HS: { hmacSecretKey: SECRET }, RS: { rsaPublicKey: pem(rsa) }, ES: { ecdsaPublicKey: pem(curves.ES256) } } // prettier-ignore
  const rows: [GatewayAlgorithm, keyof typeof alone | 'none'][] = [
    ['HS256', 'HS'],
    ['HS384', 'HS'],
    ['HS512', 'HS'],
    ['RS256', 'RS'],
    ['RS384', 'RS'],
    ['RS512', 'RS'],
    ['ES256', 'ES'],
    ['ES384', 'none'], // the curve of the key does not fit
    ['ES512', 'none'],
    ['PS256', 'none'],
    ['PS384', 'none'],
    ['PS512', 'none'],
  ]
  for (const [alg, family] of rows) {
    const token = [`Bearer ${made({}, alg)}`]
    expect(await ask(token, { keys }), alg).toEqual(family === 'none' ? [401, 'invalid token'] : ['believed', ''])
    for (const [name, one] of Object.entries(alone))
      expect((await ask(token, { keys: one }))[0], `${alg} with a key for ${name}`).toBe(
        name === family ? 'believed' : 401,
      )
  }
  for (const alg of ['ES384', 'ES512'] as const)
    expect(await ask([`Bearer ${made({}, alg)}`], { keys: { ecdsaPublicKey: pem(curves[alg]) } })).toEqual(['believed', '']) // prettier-ignore
})

test('the text of a public key is no secret, unless somebody set it as one', async () => {
  const confused = [`Bearer ${made({}, 'HS256', pem(rsa))}`]
  expect(await ask(confused, { keys: { rsaPublicKey: pem(rsa) } })).toEqual([401, 'invalid token'])
  expect(await ask(confused, { keys: { rsaPublicKey: pem(rsa), hmacSecretKey: SECRET } })).toEqual([401, 'invalid token']) // prettier-ignore
  expect(await ask(confused, { keys: { hmacSecretKey: pem(rsa) } })).toEqual(['believed', ''])
})

test.each([
  ['no exp', {}, 0, 'believed'],
  ['a moment before exp', { exp: SIDECAR_NOW + 60 }, 59.999, 'believed'],
  ['at exp', { exp: SIDECAR_NOW + 60 }, 60, 'expired token'],
  ['an exp with a fraction ends with its second', { exp: SIDECAR_NOW + 60.9 }, 60, 'expired token'],
  ['exp is 0', { exp: 0 }, 0, 'expired token'],
  ['exp is a number in a text', { exp: String(SIDECAR_NOW + 60) }, 0, 'believed'],
  ['exp is another text', { exp: 'soon' }, 0, 'invalid token'],
  ['exp is beyond all numbers', { exp: 1e300 }, 0, 'expired token'],
  ['before nbf', { nbf: SIDECAR_NOW + 10 }, 9.9, 'invalid token'],
  ['at nbf', { nbf: SIDECAR_NOW + 10 }, 10, 'believed'],
  ['iat in ten minutes', { iat: SIDECAR_NOW + 600 }, 0, 'believed'],
  ['iat is a list', { iat: [] }, 0, 'invalid token'],
  ['sub is a number', { sub: 42 }, 0, 'invalid token'],
  ['names in capitals', { EXP: SIDECAR_NOW - 1 }, 0, 'expired token'],
  ['null takes an end away', { exp: 1, Exp: null }, 0, 'believed'],
])('%s', async (_name, claims, later, outcome) => {
  const [status, text] = await askFor(claims, { later })
  expect(status === 'believed' ? status : text).toBe(outcome)
})

test('audience and issuer count where they are set; of several faults only the end has a text of its own', async () => {
  const set = { parts: { audience: 'relay', issuer: 'factory' } }
  expect((await askFor({ aud: 'x', iss: 'y' }))[0]).toBe('believed')
  expect((await askFor({ aud: ['x', 'relay'], iss: 'factory' }, set))[0]).toBe('believed')
  for (const claims of [
    {},
    { aud: 'relay' },
    { iss: 'factory' },
    { aud: 'Relay', iss: 'factory' },
    { aud: [], iss: 'factory' },
  ])
    // prettier-ignore
    expect(await askFor(claims, set)).toEqual([401, 'invalid token'])
  expect(await askFor({ aud: 'x', exp: 1 }, set)).toEqual([401, 'expired token'])
  expect(await ask([`Bearer ${made({ exp: 1 }, 'HS256', 'other')}`])).toEqual([401, 'invalid token'])
})

const AT_B = { fields: ['x-piko-endpoint', 'b'], parts: { endpointOf: pikoEndpoint } }

test.each([
  ['absent', {}, 'believed'],
  ['empty', { piko: { endpoints: [] } }, 'believed'],
  ['null', { piko: { endpoints: null } }, 'believed'],
  ['an empty object', { piko: {} }, 'believed'],
  ['this one', { piko: { endpoints: ['a', 'b'] } }, 'believed'],
  ['in another case', { Piko: { ENDPOINTS: ['b'] } }, 'believed'],
  ['others', { piko: { endpoints: ['a', 'bb', 'B', '*'] } }, 'endpoint not permitted'],
  ['null within', { piko: { endpoints: [null] } }, 'endpoint not permitted'],
  ['a text', { piko: { endpoints: 'b' } }, 'invalid token'],
  ['numbers', { piko: { endpoints: [1] } }, 'invalid token'],
  ['no object', { piko: 'b' }, 'invalid token'],
])('piko.endpoints is %s', async (_name, claims, outcome) => {
  const [status, text] = await askFor(claims, AT_B)
  expect(status === 'believed' ? status : text).toBe(outcome)
  expect(status).toBe(outcome === 'believed' ? 'believed' : 401)
})

const GOOD = `Bearer ${made({})}`
const BAD = `Bearer ${made({}, 'HS256', 'other')}`

test.each<[string, string[], string[], unknown[]]>([
  ['neither header', [], [], [401, 'missing authorization']],
  ['an empty one', [''], [], [401, 'missing authorization']],
  ['no space', ['Bearer'], [], [401, 'invalid authorization']],
  ['another spelling of the scheme', [GOOD.replace('Bearer', 'bearer')], [], [401, 'unsupported auth type']],
  ['another scheme', ['Basic dXNlcjpwYXNz'], [], [401, 'unsupported auth type']],
  ['two spaces', [GOOD.replace(' ', '  ')], [], [401, 'invalid token']],
  ['a bad one of Piko beside a good one', [GOOD], ['x-piko-authorization', BAD], [401, 'invalid token']],
  ['a good one of Piko beside a bad one', [BAD], ['X-Piko-Authorization', GOOD, 'x-piko-endpoint', 'b'], ['believed', 'b']], // prettier-ignore
  ['an empty one of Piko counts for nothing', [GOOD], ['x-piko-authorization', '', 'x-piko-endpoint', 'b'], ['believed', 'b']], // prettier-ignore
  ['of two the first counts', [BAD, GOOD], ['x-piko-endpoint', 'b'], [401, 'invalid token']],
  ['a tenant', [GOOD], ['x-piko-tenant-id', 't'], [401, 'unknown tenant']],
  ['a bad token comes before a missing endpoint', [BAD], [], [401, 'invalid token']],
  ['no endpoint, and no host', [GOOD], [], [400, 'missing endpoint id']],
  ['a host without a dot', [GOOD], ['Host', 'localhost:8000'], [400, 'missing endpoint id']],
  ['a host that is an address', [GOOD], ['Host', '127.0.0.1:8000'], [400, 'missing endpoint id']],
  ['an address of IPv6', [GOOD], ['Host', '[::ffff:1.2.3.4]:8000'], [400, 'missing endpoint id']],
  ['a host that begins with a dot', [GOOD], ['Host', '.example.test'], [400, 'missing endpoint id']],
  ['the first label of a host', [GOOD], ['Host', 'b.example.test:8000'], ['believed', 'b']],
  ['the header comes before the host', [GOOD], ['Host', 'b.example.test', 'x-piko-endpoint', 'c'], ['believed', 'c']],
])('B.3: %s', async (_name, authorization, fields, outcome) => {
  expect(await ask(authorization, { fields, parts: { endpointOf: pikoEndpoint } })).toEqual(outcome)
})

test('a key that is none is refused in words that show nothing of it', () => {
  const secretPem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  expect(() => staticKeys({ rsaPublicKey: secretPem })).toThrow(/^is a private key/)
  expect(() => staticKeys({ ecdsaPublicKey: pem(rsa) })).toThrow('is not a key for ES512')
  expect(() => staticKeys({ ecdsaPublicKey: 'keys/ec.pem' })).toThrow('is no public key in PEM')
})
