import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import type { MeshKeys } from '../../mesh-keys.ts'
import { goodClaims, GOOD_HEADER, SIDECAR_NOW, signed, withClaims } from '../dialect.fixture.ts'
import { askedWith, bearer, jwtRule, openMesh, OWN_KEYS, saidOf, STRANGER_KEYS } from './mesh.fixture.ts'

const FORM = 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'
const [head = '', body = '', signature = ''] = signed().split('.')
const coded = (text: string) => Buffer.from(text).toString('base64url')
const withHeader = (changes: object) => signed({ ...GOOD_HEADER, ...changes })
const unsigned = (header: string, claims: string) => `${coded(header)}.${coded(claims)}.AAAA`

const says = async (token: string, keys: MeshKeys = OWN_KEYS) => {
  const { decide } = openMesh([jwtRule({ audiences: ['http://localhost:18080'] })], () => keys)
  return saidOf(await decide(askedWith(bearer(token))))
}

type Row = [what: string, token: string, text: string]
const ROWS: Row[] = [
  ['one word', 'word', FORM],
  ['one dot', `${head}.${body}`, FORM],
  ['four parts', `${signed()}.AAAA`, FORM],
  ['no signature', `${head}.${body}.`, FORM],
  ['too long', `${head}.${body}.${'A'.repeat(16_000)}`, FORM],
  ['a header in base64', `e+30.${body}.${signature}`, 'Jwt header is an invalid Base64url encoded'],
  ['a header of one sign', `e.${body}.${signature}`, 'Jwt header is an invalid Base64url encoded'],
  ['a header that is no JSON', unsigned('{', '{}'), 'Jwt header is an invalid JSON'],
  ['a header that is a list', unsigned('[]', '{}'), 'Jwt header is an invalid JSON'],
  ['no alg', unsigned('{}', '{}'), 'Jwt header [alg] field is required and must be a string'],
  ['alg is a number', unsigned('{"alg":1}', '{}'), 'Jwt header [alg] field is required and must be a string'],
  ['alg none', withHeader({ alg: 'none' }), 'Jwt header [alg] is not supported'],
  ['alg in lower case', withHeader({ alg: 'rs256' }), 'Jwt header [alg] is not supported'],
  ['alg Ed25519', withHeader({ alg: 'Ed25519' }), 'Jwt header [alg] is not supported'],
  ['kid is a number', withHeader({ kid: 1 }), 'Jwt header [kid] field is not a string'],
  ['kid is null', withHeader({ kid: null }), 'Jwt header [kid] field is not a string'],
  ['claims in base64', `${head}.e+30.${signature}`, 'Jwt payload is an invalid Base64url encoded'],
  ['claims that are a text', signed(GOOD_HEADER, '"a"'), 'Jwt payload is an invalid JSON'],
  ['claims that come twice', signed(GOOD_HEADER, '{"iss":"a","iss":"b"}'), 'Jwt payload is an invalid JSON'],
  ...['iss', 'sub', 'jti'].map((name): Row => [
    `${name} is a number`,
    withClaims({ [name]: 1 }),
    `Jwt payload [${name}] field is not a string`,
  ]),
  ...['iat', 'nbf', 'exp'].flatMap((name): Row[] => [
    [`${name} is a text`, withClaims({ [name]: '1' }), `Jwt payload [${name}] field is not an integer`],
    [`${name} is null`, withClaims({ [name]: null }), `Jwt payload [${name}] field is not an integer`],
    [
      `${name} is negative`,
      withClaims({ [name]: -0.5 }),
      `Jwt payload [${name}] field is not a positive 64 bit integer`,
    ],
    [
      `${name} is too large`,
      withClaims({ [name]: 2 ** 64 }),
      `Jwt payload [${name}] field is not a positive 64 bit integer`,
    ],
  ]),
  ['aud is a number', withClaims({ aud: 1 }), 'Jwt payload [aud] field is not a string or string list'],
  ['aud has a number', withClaims({ aud: ['a', 1] }), 'Jwt payload [aud] field is not a string or string list'],
  ['aud is a list in a list', withClaims({ aud: [['a']] }), 'Jwt payload [aud] field is not a string or string list'],
  ['a signature in base64', `${head}.${body}.a+/=`, 'Jwt signature is an invalid Base64url encoded'],
  ['a signature that is padded badly', `${signed()}=`, 'Jwt signature is an invalid Base64url encoded'],
  ['something behind it', `${signed()}, more`, 'Jwt signature is an invalid Base64url encoded'],
  ['too early', withClaims({ nbf: SIDECAR_NOW + 61 }), 'Jwt not yet valid'],
  ['too late', withClaims({ exp: SIDECAR_NOW - 61 }), 'Jwt is expired'],
  ['somebody else', withClaims({ iss: 'somebody' }), 'Jwt issuer is not configured'],
  ['nobody', withClaims({ iss: undefined }), 'Jwt issuer is not configured'],
  ['another key id', withHeader({ kid: 'other' }), "Jwks doesn't have key to match kid or alg from Jwt"],
  ['a stranger', signed(GOOD_HEADER, goodClaims(), 'other'), 'Jwt verification fails'],
  [
    'HMAC with a public key',
    signed({ ...GOOD_HEADER, alg: 'HS256' }, goodClaims(), 'public-pem'),
    'Jwt verification fails',
  ],
  ['half a signature', `${head}.${body}.${signature.slice(0, 40)}`, 'Jwt verification fails'],
  ['spaces in what is signed', `${head}. ${body}.${signature}`, 'Jwt verification fails'],
]

describe('the text of a refusal, to the letter', () => {
  test.each(ROWS)('%s', async (_what, token, text) => {
    expect(await says(token)).toEqual([401, text])
  })

  test('a token for somebody else is forbidden, not unauthorized', async () => {
    for (const aud of ['somebody', [], undefined]) {
      expect(await says(withClaims({ aud }))).toEqual([403, 'Audiences in Jwt are not allowed'])
    }
  })

  test.each([
    [{ kind: 'none' }, "Jwks doesn't have any valid public key"],
    [{ kind: 'not-fetched' }, 'Jwks remote fetch is failed'],
    [{ kind: 'away' }, "Jwks doesn't have key to match kid or alg from Jwt"],
    [STRANGER_KEYS, "Jwks doesn't have key to match kid or alg from Jwt"],
  ] as const)('keys: %o', async (keys, text) => {
    expect(await says(signed(), keys)).toEqual([401, text])
  })

  test('a key that stands in for one that never came looks like a key', async () => {
    for (const kid of [undefined, 'abc']) {
      expect(await says(withHeader({ kid }), { kind: 'away' })).toEqual([401, 'Jwt verification fails'])
    }
  })
})

const forged = (changes: object) => signed(GOOD_HEADER, { ...goodClaims(), ...changes }, 'other')

describe('the content is judged before the signature, in this order', () => {
  const WRONG = { iss: 'somebody', nbf: SIDECAR_NOW + 61, exp: SIDECAR_NOW - 61, aud: 'somebody' }

  test.each([
    [WRONG, 401, 'Jwt issuer is not configured'],
    [{ ...WRONG, iss: 'jwtproxy' }, 401, 'Jwt not yet valid'],
    [{ exp: WRONG.exp, aud: WRONG.aud }, 401, 'Jwt is expired'],
    [{ aud: WRONG.aud }, 403, 'Audiences in Jwt are not allowed'],
    [{}, 401, 'Jwt verification fails'],
  ] as const)('forged, with %o', async (changes, status, text) => {
    expect(await says(forged(changes))).toEqual([status, text])
  })

  test('what is no token at all is not even read', async () => {
    const token = `${coded('{"alg":"none"}')}.!.!`
    expect(await says(token)).toEqual([401, 'Jwt header [alg] is not supported'])
  })
})

describe('sixty seconds', () => {
  test.each([
    ['exp', -60, [200, 'jwtproxy']],
    ['exp', -59, [200, 'jwtproxy']],
    ['exp', -61, [401, 'Jwt is expired']],
    ['nbf', 60, [200, 'jwtproxy']],
    ['nbf', 61, [401, 'Jwt not yet valid']],
  ] as const)('%s at %i', async (claim, seconds, said) => {
    expect(await says(withClaims({ [claim]: SIDECAR_NOW + seconds }))).toEqual(said)
  })

  test('a token lasts to the end of its last second', async () => {
    const { decide, clock } = openMesh()
    const request = askedWith(bearer(withClaims({ exp: SIDECAR_NOW + 0.9 })))
    clock.advance({ milliseconds: 60_999 })
    expect(await decide(request)).toMatchObject({ kind: 'believed', until: (SIDECAR_NOW + 61) * 1000 })
    clock.advance({ milliseconds: 1 })
    expect(saidOf(await decide(request))).toEqual([401, 'Jwt is expired'])
  })

  test.each([[undefined], [0], [0.5], [-0]])('exp %s never expires', async (exp) => {
    const { decide, clock } = openMesh()
    clock.advance({ days: 20_000 })
    expect(await decide(askedWith(bearer(withClaims({ exp }))))).toMatchObject({ kind: 'believed', until: Infinity })
  })
})
