import { sign } from 'node:crypto'
import { tokensOfCases } from './case-tokens.ts'
import { encodePart, openPersonSigner, PERSON_ALGORITHMS, type PersonSigner } from './person-signers.ts'
import { signerWorld } from './signer-world.ts'

/** What a verifier is told of those who sign these tokens. */
export const PERSON_TRUST = { ISSUER: 'stoke-1', AUDIENCE: 'serviceb', CLAIM: 'log=w' }

const NOW = Math.floor(Date.now() / 1000)
const GOOD = { iss: 'stoke-1', aud: ['serviceb'], sub: 'tester', u: 'tester', exp: NOW + 600, log: 'w' }
const GOOD_TEXT = JSON.stringify(GOOD)

export const PERSON_SIGNERS = Object.fromEntries(
  PERSON_ALGORITHMS.map((alg) => [alg, openPersonSigner(alg)]),
) as Record<(typeof PERSON_ALGORITHMS)[number], PersonSigner> // fromEntries forgets which keys there are

const { ES256, PS256 } = PERSON_SIGNERS
const withClaims = (changes: object) => ES256.token({ ...GOOD, ...changes })
const withHeader = (changes: object) => ES256.token(GOOD, changes)
const withText = (more: string) => ES256.token(GOOD_TEXT.replace('{', `{${more},`))

/** People as the catalogue takes an issuer. */
const world = signerWorld({
  target: { issuer: PERSON_TRUST.ISSUER, audience: PERSON_TRUST.AUDIENCE, type: 'JWT', leewaySeconds: 5 },
  now: () => NOW,
  keys: PERSON_ALGORITHMS.map((algorithm) => {
    const { kid, privateKey, jwk } = PERSON_SIGNERS[algorithm]
    return { kid, algorithm, privateKey, publicKey: jwk }
  }),
  good: (alg = 'ES256') => ({ header: { alg, typ: 'JWT', kid: `key-${alg}` }, claims: GOOD }),
})

/** Cases of the catalogue that are answered with 401. */
const REFUSED = `
  alg-none alg-none-signed alg-none-case alg-hmac-pubkey-pem alg-hmac-pubkey-jwk alg-lowercase alg-array alg-missing
  sig-unknown-key sig-ecdsa-zero sig-ecdsa-order sig-ecdsa-der sig-ecdsa-swapped sig-ecdsa-curve-mismatch sig-eddsa-s-plus-l
  sig-segment-dropped sig-truncated sig-payload-tampered
  key-jwk-embedded key-jwk-embedded-same-kid key-jku-attacker key-kid-unknown key-kid-not-string key-kid-prototype-name
  crit-unknown b64-false exp-past exp-missing exp-string exp-null exp-infinite nbf-future nbf-string
  iss-unknown iss-case iss-array iss-missing aud-other-service aud-longer aud-missing
  json-duplicate-claim json-escaped-duplicate json-duplicate-header json-payload-array json-payload-scalar
  json-payload-not-json json-header-not-json json-header-array
  b64-sig-padded b64-sig-trailing-bits b64-sig-spaced b64-standard-alphabet seg-four
`

/** Each with its name, and how a request with it is answered. */
export const PERSON_TOKENS: readonly (readonly [name: string, token: string, status: number])[] = [
  ...PERSON_ALGORITHMS.map((alg) => [alg, PERSON_SIGNERS[alg].token(GOOD), 200] as const),
  ['one of several values', withClaims({ log: 'r,w' }), 200],
  ['a PS256 signature that begins with a zero', beginningWithZero(), 200],
  ['an audience that is a text', withClaims({ aud: 'serviceb' }), 200],
  ['spaces and escapes in it', ES256.token(JSON.stringify(GOOD, undefined, 1).replace('"log"', String.raw`"l\u006fg"`)), 200], // prettier-ignore

  ['another value', withClaims({ log: 'r' }), 403],
  ['no such claim', withClaims({ log: undefined }), 403],
  ['the start of a value', withClaims({ log: 'ww' }), 403],
  ['a value with a space', withClaims({ log: 'r, w' }), 403],
  ['a value in upper case', withClaims({ log: 'W' }), 403],
  ['a claim in upper case', withClaims({ log: undefined, Log: 'w' }), 403],
  ['a list for a value', withClaims({ log: ['w'] }), 403],
  ['a number for a value', withClaims({ log: 1 }), 403],
  ['an object for a value', withClaims({ log: { w: 'w' } }), 403],
  ['an empty value', withClaims({ log: '' }), 403],

  ...(await tokensOfCases(REFUSED.trim().split(/\s+/), world)).map(({ name, token }) => [name, token, 401] as const),

  // The catalogue takes a key for RS256 under another name, and people have none.
  ['RS256 with a key for PS256', rs256(), 401],
  ['PS384 with a key for PS256', PS256.token(GOOD, { alg: 'PS384' }), 401],
  ['a whole PS384 by a key for PS256', PS256.token(GOOD, { alg: 'PS384' }, 'PS384'), 401],
  ['an algorithm of another key', ES256.token(GOOD, { kid: 'key-ES384' }), 401],
  // Where one key is enough it would be good.
  ['no key id', withHeader({ kid: undefined }), 401],
  // How the three languages read numbers, members and levels: limits of parsers.
  ['an end of many digits', ES256.token(GOOD_TEXT.replace(/"exp":\d+/, `"exp":1${'0'.repeat(400)}`)), 401],
  ['a beginning of many digits', withText(`"nbf":1${'0'.repeat(400)}`), 401],
  ['the claim twice, that is asked for', withText('"log":"r"'), 401],
  ['a member of a member twice', withText('"more":{"a":1,"a":2}'), 401],
  ['levels that nobody counts', `${encodePart('['.repeat(4000))}.${withClaims({}).split('.').slice(1).join('.')}`, 401],
  ['a PS256 signature without its leading zero', beginningWithZero((bytes) => bytes.subarray(1)), 401],
  ['more than a person has', withClaims({ more: 'A'.repeat(7000) }), 401],
]

function rs256(): string {
  const [, claims] = PS256.token(GOOD).split('.')
  const input = `${encodePart({ alg: 'RS256', kid: 'key-PS256' })}.${claims}`
  return `${input}.${sign('sha256', Buffer.from(input), PS256.privateKey).toString('base64url')}`
}

/** One in 256 begins so. */
function beginningWithZero(change = (bytes: Buffer) => bytes): string {
  for (let jti = 0; ; jti++) {
    const [one, two, three = ''] = PS256.token({ ...GOOD, jti: `${jti}` }).split('.')
    const bytes = Buffer.from(three, 'base64url')
    if (bytes[0] === 0) return `${one}.${two}.${change(bytes).toString('base64url')}`
  }
}
