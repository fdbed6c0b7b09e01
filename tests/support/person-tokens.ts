import { createHmac, sign } from 'node:crypto'
import { encodePart, openPersonSigner, PERSON_ALGORITHMS, type PersonSigner } from './person-signers.ts'

/** What a verifier is told of those who sign these tokens. */
export const PERSON_TRUST = { ISSUER: 'stoke-1', AUDIENCE: 'serviceb', CLAIM: 'log=w' }

const NOW = Math.floor(Date.now() / 1000)
const GOOD = { iss: 'stoke-1', aud: ['serviceb'], sub: 'tester', u: 'tester', exp: NOW + 600, log: 'w' }
const GOOD_TEXT = JSON.stringify(GOOD)

export const PERSON_SIGNERS = Object.fromEntries(
  PERSON_ALGORITHMS.map((alg) => [alg, openPersonSigner(alg)]),
) as Record<(typeof PERSON_ALGORITHMS)[number], PersonSigner> // fromEntries forgets which keys there are

const { ES256, PS256 } = PERSON_SIGNERS
const stranger = openPersonSigner('ES256')
const good = ES256.token(GOOD)
const [head = '', body = '', signature = ''] = good.split('.')
const withClaims = (changes: object) => ES256.token({ ...GOOD, ...changes })
const without = (name: string) => withClaims({ [name]: undefined })
const withHeader = (changes: object) => ES256.token(GOOD, changes)
const text = (more: string) => ES256.token(GOOD_TEXT.replace('{', `{${more},`))
const headerText = (more: string) => ES256.token(GOOD, `{${more},"alg":"ES256","kid":"key-ES256"}`)

/** Each with its name, and how a request with it is answered. */
export const PERSON_TOKENS: readonly (readonly [name: string, token: string, status: number])[] = [
  ...PERSON_ALGORITHMS.map((alg) => [alg, PERSON_SIGNERS[alg].token(GOOD), 200] as const),
  ['one of several values', withClaims({ log: 'r,w' }), 200],
  ['a PS256 signature that begins with a zero', beginningWithZero(), 200],
  ['an audience that is a text', withClaims({ aud: 'serviceb' }), 200],
  ['spaces and escapes in it', ES256.token(JSON.stringify(GOOD, undefined, 1).replace('"log"', String.raw`"l\u006fg"`)), 200], // prettier-ignore

  ['another value', withClaims({ log: 'r' }), 403],
  ['no such claim', without('log'), 403],
  ['the start of a value', withClaims({ log: 'ww' }), 403],
  ['a value with a space', withClaims({ log: 'r, w' }), 403],
  ['a value in upper case', withClaims({ log: 'W' }), 403],
  ['a claim in upper case', withClaims({ log: undefined, Log: 'w' }), 403],
  ['a list for a value', withClaims({ log: ['w'] }), 403],
  ['a number for a value', withClaims({ log: 1 }), 403],
  ['an object for a value', withClaims({ log: { w: 'w' } }), 403],
  ['an empty value', withClaims({ log: '' }), 403],

  ['alg none, without a signature', `${encodePart({ alg: 'none', kid: 'key-ES256' })}.${body}.`, 401],
  ['alg none, with a signature', withHeader({ alg: 'none' }), 401],
  ['the public key as HMAC secret', hmac('pem'), 401],
  ['the public JWK as HMAC secret', hmac('jwk'), 401],
  ['RS256 with a key for PS256', rs256(), 401],
  ['PS384 with a key for PS256', PS256.token(GOOD, { alg: 'PS384' }), 401],
  ['a whole PS384 by a key for PS256', PS256.token(GOOD, { alg: 'PS384' }, 'PS384'), 401],
  ['an algorithm of another key', ES256.token(GOOD, { kid: 'key-ES384' }), 401],
  ['alg in lower case', withHeader({ alg: 'es256' }), 401],
  ['alg is a list', withHeader({ alg: ['ES256'] }), 401],
  ['no alg', withHeader({ alg: undefined }), 401],
  ['a stranger', stranger.token(GOOD), 401],
  ['a key of its own', stranger.token(GOOD, { jwk: stranger.jwk }), 401],
  ['a key from elsewhere', stranger.token(GOOD, { jku: 'https://localhost:1/jwks' }), 401],
  ['an unknown key id', withHeader({ kid: 'key-of-nobody' }), 401],
  ['no key id', withHeader({ kid: undefined }), 401],
  ['a key id that is a number', withHeader({ kid: 1 }), 401],
  ['a key id that every object has', withHeader({ kid: '__proto__' }), 401],
  ['a critical extension', withHeader({ crit: ['exp'], exp: 1 }), 401],
  ['b64 is false', withHeader({ crit: ['b64'], b64: false }), 401],
  ['expired', withClaims({ exp: NOW - 60 }), 401],
  ['no end', without('exp'), 401],
  ['an end that is a text', withClaims({ exp: String(GOOD.exp) }), 401],
  ['an end that is null', withClaims({ exp: null }), 401],
  ['an end that never comes', ES256.token(GOOD_TEXT.replace(/"exp":\d+/, '"exp":1e999')), 401],
  ['an end of many digits', ES256.token(GOOD_TEXT.replace(/"exp":\d+/, `"exp":1${'0'.repeat(400)}`)), 401],
  ['a beginning of many digits', text(`"nbf":1${'0'.repeat(400)}`), 401],
  ['not yet', withClaims({ nbf: NOW + 3600 }), 401],
  ['a beginning that is a text', withClaims({ nbf: '1' }), 401],
  ['another issuer', withClaims({ iss: 'stoke-2' }), 401],
  ['an issuer in upper case', withClaims({ iss: 'STOKE-1' }), 401],
  ['an issuer that is a list', withClaims({ iss: ['stoke-1'] }), 401],
  ['no issuer', without('iss'), 401],
  ['another audience', withClaims({ aud: ['servicec'] }), 401],
  ['an audience that begins like ours', withClaims({ aud: 'serviceb.example' }), 401],
  ['no audience', without('aud'), 401],
  ['iss twice', text('"iss":"evil"'), 401],
  ['the claim twice', text('"log":"r"'), 401],
  ['the claim twice, by an escape', text(String.raw`"l\u006fg":"r"`), 401],
  ['a member of a member twice', text('"more":{"a":1,"a":2}'), 401],
  ['alg twice', headerText('"alg":"none"'), 401],
  ['a PS256 signature without its leading zero', beginningWithZero((bytes) => bytes.subarray(1)), 401],
  ['padded', `${good}==`, 401],
  ['other last bits', `${good.slice(0, -1)}${nextLetter(good.slice(-1))}`, 401],
  ['a space in it', `${head}. ${body}.${signature}`, 401],
  ['letters of base64', `${head}.${body}.${'+/'.repeat(43)}`, 401],
  ['four parts', `${good}.AAAA`, 401],
  ['two parts', `${head}.${body}`, 401],
  ['half a signature', `${head}.${body}.${signature.slice(0, 40)}`, 401],
  ['other claims', `${head}.${encodePart({ ...GOOD, log: 'w,S' })}.${signature}`, 401],
  ['claims that are a list', ES256.token('[]'), 401],
  ['claims that are null', ES256.token('null'), 401],
  ['claims that are no JSON', ES256.token('hello'), 401],
  ['a header that is no JSON', `${encodePart('hello')}.${body}.${signature}`, 401],
  ['a header that is a list', `${encodePart('[]')}.${body}.${signature}`, 401],
  ['levels that nobody counts', `${encodePart('['.repeat(4000))}.${body}.${signature}`, 401],
  ['more than a person has', withClaims({ more: 'A'.repeat(7000) }), 401],
]

function hmac(format: 'pem' | 'jwk'): string {
  const input = `${encodePart({ alg: 'HS256', kid: 'key-ES256' })}.${body}`
  const secret = format === 'pem' ? ES256.publicKey.export({ format, type: 'spki' }) : JSON.stringify(ES256.jwk)
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

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

function nextLetter(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return letters[letters.indexOf(letter) + 1] ?? 'A'
}
