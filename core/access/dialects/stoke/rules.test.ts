import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { GATEWAY_ALGORITHMS, type GatewayAlgorithm } from '../../../token/gateway-algorithms.ts'
import type { ClaimNeeds } from '../../claim-needs.ts'
import { decideBy } from '../../run-dialect.ts'
import { createStokeKeys } from '../../stoke-keys.ts'
import { SIDECAR_NOW, silentContext } from '../dialect.fixture.ts'
import { stokeDialect, type StokeParts } from './stoke.ts'

const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const own: Record<string, { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES256: pair('P-256'),
  ES384: pair('P-384'),
  ES512: pair('P-521'),
  EdDSA: generateKeyPairSync('ed25519'),
}
const pairFor = (alg: string) => own[alg] ?? rsa

const coded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token that the holder of the key has signed, whatever stands in it; a text is the payload as it is. */
function made(claims: unknown, alg: GatewayAlgorithm = 'ES256', header: object = {}): string {
  const text = `${coded({ alg, typ: 'JWT', ...header })}.${coded(claims)}`
  const row = GATEWAY_ALGORITHMS[alg]
  const settings = { key: pairFor(alg).privateKey, ...('options' in row && row.options) }
  return `${text}.${sign('digest' in row ? row.digest : null, Buffer.from(text), settings).toString('base64url')}`
}

const FAR = new Date((SIDECAR_NOW + 3600) * 1000).toISOString()
const jwksOf = (...algorithms: string[]) => ({
  exp: FAR,
  keys: algorithms.map((alg, at) => ({
    ...pairFor(alg).publicKey.export({ format: 'jwk' }),
    use: 'sig',
    kid: `p-${at}`,
  })),
})

interface Asked extends Partial<StokeParts> {
  set?: unknown
  /** Seconds after the moment of the tests. */
  later?: number
}

/** @returns what comes of it: a status and the message, or that it is believed */
async function ask(authorization: string[], { set = jwksOf('ES256'), later = 0, ...parts }: Asked = {}) {
  const now = () => (SIDECAR_NOW + later) * 1000
  const keys = createStokeKeys({ fetchKeySet: () => Promise.resolve(set), now, log: { warn() {} } })
  const dialect = stokeDialect({ keys, now, ...parts })
  const request = { authorization, method: 'GET', target: '/' }
  const decision = await decideBy(dialect, request, { context: silentContext(), log: { warn() {} } })
  if (!('answer' in decision)) return [decision.kind]
  expect(decision.answer.headers).not.toHaveProperty('www-authenticate')
  return [decision.answer.status, JSON.parse(decision.answer.body).message, decision.check]
}

const askFor = (claims: unknown, asked?: Asked) => ask([`Bearer ${made(claims)}`], asked)
const EXP = SIDECAR_NOW + 60
const UNAUTHORIZED = (check: string) => [401, 'Unauthorized', check]
const BELIEVED = ['believed']

test.each<[string, string[], unknown[]]>([
  ['no header', [], [422, 'Token is required', 'credentials']],
  ['an empty one', [''], [422, 'Token is required', 'credentials']],
  ['another scheme', ['Basic dXNlcjpwYXNz'], [422, 'Token is required', 'credentials']],
  ['another spelling', [`bearer ${made({})}`], [422, 'Token is required', 'credentials']],
  ['no space', ['Bearer'], [422, 'Token is required', 'credentials']],
  ['nothing behind it', ['Bearer '], UNAUTHORIZED('form')],
  ['two spaces', [`Bearer  ${made({})}`], UNAUTHORIZED('form')],
  ['of two the first counts', ['Bearer x', `Bearer ${made({})}`], UNAUTHORIZED('form')],
  ['a good one before a bad one', [`Bearer ${made({})}`, 'Bearer x'], BELIEVED],
])('A.8: %s', async (_name, authorization, outcome) => {
  expect(await ask(authorization)).toEqual(outcome)
})

test('A.4: every algorithm with every size is good with its own key, and the key decides, not alg', async () => {
  const all = ['ES256', 'ES384', 'ES512', 'EdDSA', 'PS256', 'PS384', 'PS512'] as const
  for (const alg of all) {
    const token = [`Bearer ${made({ exp: EXP }, alg)}`]
    for (const other of ['ES256', 'ES384', 'ES512', 'EdDSA', 'RSA'])
      expect(await ask(token, { set: jwksOf(other) }), `${alg} with a key for ${other}`).toEqual(
        other === alg || (other === 'RSA' && alg.startsWith('PS')) ? BELIEVED : UNAUTHORIZED('key'),
      )
    expect(await ask(token, { set: jwksOf('ES256', 'ES384', 'ES512', 'EdDSA', 'RSA') })).toEqual(BELIEVED)
  }
  expect(await ask([`Bearer ${made({}, 'RS512')}`], { set: jwksOf('RSA') })).toEqual(BELIEVED)
  expect(await ask([`Bearer ${made({}, 'EdDSA', { alg: 'Ed25519' })}`], { set: jwksOf('EdDSA') })).toEqual(UNAUTHORIZED('key')) // prettier-ignore
})

test('a kid that means another key, or none, changes nothing: each key of the set is tried', async () => {
  const set = { exp: FAR, keys: [...jwksOf('ES384').keys, pair('P-256').publicKey.export({ format: 'jwk' }), ...jwksOf('ES256').keys] } // prettier-ignore
  for (const kid of ['p-0', 'p-1', 'p-77', '', undefined, 7])
    expect(await ask([`Bearer ${made({}, 'ES256', { kid })}`], { set }), String(kid)).toEqual(BELIEVED)
  expect(await askFor({}, { set: { exp: FAR, keys: [pair('P-256').publicKey.export({ format: 'jwk' })] } })).toEqual(UNAUTHORIZED('signature')) // prettier-ignore
  expect(await askFor({}, { set: { exp: FAR, keys: [] } })).toEqual(UNAUTHORIZED('key'))
})

test.each<[string, object, number, unknown[]]>([
  ['no exp', {}, 1e9, BELIEVED],
  ['a moment before exp', { exp: EXP }, 59.999, BELIEVED],
  ['at exp', { exp: EXP }, 60, UNAUTHORIZED('expiry')],
  ['exp is 0', { exp: 0 }, 0, UNAUTHORIZED('expiry')],
  ['before nbf', { nbf: SIDECAR_NOW + 10 }, 9.9, UNAUTHORIZED('not-before')],
  ['at nbf', { nbf: SIDECAR_NOW + 10 }, 10, BELIEVED],
  ['iat in a year', { iat: SIDECAR_NOW + 31_536_000 }, 0, BELIEVED],
])('A.8, dates: %s', async (_name, claims, later, outcome) => {
  expect(await askFor(claims, { later })).toEqual(outcome)
})

test.each<[string, unknown]>([
  ['a number', { n: 1 }],
  ['true', { is: true }],
  ['null', { nothing: null }],
  ['a list', { roles: ['a'] }],
  ['an object', { realm: { roles: 'a' } }],
  ['a fraction for exp', { exp: EXP + 0.5 }],
  ['a text for exp', { exp: String(EXP) }],
  ['null for exp', { exp: null }],
  ['an exponent for exp', `{"exp":${EXP}e0}`],
  ['more than 64 bits for exp', '{"exp":9223372036854775808}'],
  ['a number for iss', { iss: 1 }],
  ['a number for jti', { jti: 1 }],
  ['a text for aud', { aud: 'serviceb' }],
  ['a number in aud', { aud: ['serviceb', 1] }],
  ['a list in aud', { aud: [['serviceb']] }],
  ['a list for a payload', []],
  ['a text for a payload', '"hello"'],
])('a claim has the type that the directory gives it, or nobody reads the token: %s', async (_name, claims) => {
  expect(await askFor(claims)).toEqual(UNAUTHORIZED('claims'))
})

test.each<[string, unknown]>([
  ['none at all', {}],
  ['texts', { stk: 'S', log: 'r,w', n: 'Stephen Toke' }],
  ['signs that JSON needs', { note: '"},{"a":1', 'a":"b': '\\' }],
  ['an audience with brackets in it', { aud: ['a]', '[b', '"'] }],
  ['an empty audience', { aud: [] }],
  ['spaces wherever JSON has them', ' { "a" : "b" ,\n "aud" : [ "x" , "y" ] , "exp" : 9223372036854775807 } '],
  ['null', 'null'],
])('what a client reads: %s', async (_name, claims) => {
  expect(await askFor(claims)).toEqual(BELIEVED)
})

test('of a claim that stands there twice the last one counts, and each must have the right type', async () => {
  const asks: Asked = { issuer: 'stk' }
  expect(await askFor('{"iss":"stk","iss":"evil"}', asks)).toEqual(UNAUTHORIZED('parser-options'))
  expect(await askFor('{"iss":"evil","iss":"stk"}', asks)).toEqual(BELIEVED)
  expect(await askFor(`{"exp":${EXP},"exp":"S"}`)).toEqual(UNAUTHORIZED('claims'))
  expect(await askFor(`{"exp":"S","exp":${EXP}}`)).toEqual(UNAUTHORIZED('claims'))
  expect(await askFor('{"aud":["a"],"aud":["b"]}', { audience: 'a' })).toEqual(BELIEVED)
  expect(await askFor('{"stk":"r","stk":"S"}', { needs: { all: [{ claim: 'stk', is: 'S' }] } })).toEqual(BELIEVED)
})

test('A.8: issuer, subject and audience count where a service asks for them', async () => {
  const claims = { iss: 'stk', sub: 'all', aud: ['a', 'b'] }
  expect(await askFor(claims, { issuer: 'stk', subject: 'all', audience: 'b' })).toEqual(BELIEVED)
  expect(await askFor(claims, { issuer: 'other' })).toEqual(UNAUTHORIZED('parser-options'))
  expect(await askFor(claims, { subject: 'one' })).toEqual(UNAUTHORIZED('parser-options'))
  expect(await askFor(claims, { audience: 'c' })).toEqual(UNAUTHORIZED('parser-options'))
  expect(await askFor({}, { audience: 'c' })).toEqual(UNAUTHORIZED('parser-options'))
})

const LOG_W: ClaimNeeds = { all: [{ claim: 'log', is: 'w' }] }

test.each<[string, object, ClaimNeeds, unknown[]]>([
  ['the one value', { log: 'w' }, LOG_W, BELIEVED],
  ['one of several', { log: 'r,w' }, LOG_W, BELIEVED],
  ['the start of a value', { log: 'ww' }, LOG_W, UNAUTHORIZED('requirement')],
  ['a space is a part of a value', { log: 'r, w' }, LOG_W, UNAUTHORIZED('requirement')],
  ['another claim', { Log: 'w' }, LOG_W, UNAUTHORIZED('requirement')],
  ['no such claim', {}, LOG_W, UNAUTHORIZED('requirement')],
  [
    'a registered claim is no value of the directory',
    { iss: 'w' },
    { all: [{ claim: 'iss', is: 'w' }] },
    UNAUTHORIZED('requirement'),
  ],
  ['A.9, item 4: a comma in a value is a superuser', { stk: 'x,S' }, { all: [{ claim: 'stk', is: 'S' }] }, BELIEVED],
])('A.8, a requirement: %s', async (_name, claims, needs, outcome) => {
  expect(await askFor(claims, { needs })).toEqual(outcome)
})

test('A.9, item 8: who has several values has none of them for a client that takes the whole text', async () => {
  expect(await askFor({ log: 'r,w' }, { needs: LOG_W })).toEqual(BELIEVED)
  expect(await askFor({ log: 'r,w' }, { needs: LOG_W, reading: 'whole' })).toEqual(UNAUTHORIZED('whole-requirement'))
  expect(await askFor({ log: 'w' }, { needs: LOG_W, reading: 'whole' })).toEqual(BELIEVED)
})

test('A.9, item 7: who lacks a claim, and whose token is forged, hear the same', async () => {
  const lacks = await askFor({ log: 'r' }, { needs: LOG_W })
  const forged = await askFor({ log: 'w' }, { needs: LOG_W, set: jwksOf('RSA') })
  expect(lacks.slice(0, 2)).toEqual(forged.slice(0, 2))
})

test('A.9, item 6: a token for one service is good at every other', async () => {
  expect(await askFor({ iss: 'stk', aud: ['serviceb'], exp: EXP })).toEqual(BELIEVED)
})
