import { Buffer } from 'node:buffer'
import { freshId, goodClaims, GOOD_HEADER, OWN_JWK, SIDECAR_NOW, signed, STRANGER_JWK } from './dialect.fixture.ts'

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
/** Made when it is sent, for a token may be used once. */
type Attack = () => string

const header = (changes: object) => () => signed({ ...GOOD_HEADER, ...changes })
const claims = (changes: object) => () => signed(GOOD_HEADER, { ...goodClaims(), ...changes })
const claimsWithout = (name: string) => () => signed(GOOD_HEADER, { ...goodClaims(), [name]: undefined })

/** The text of claims with something more in it, which an object could not say. */
const claimsText = (more: string) => () => signed(GOOD_HEADER, JSON.stringify(goodClaims()).replace('{', `{${more},`))
const headerText = (more: string) => () => signed(JSON.stringify(GOOD_HEADER).replace('{', `{${more},`))

/** A good token with its three parts changed. */
function parts(change: (header: string, claims: string, signature: string) => string): Attack {
  return () => {
    const [head = '', body = '', signature = ''] = signed().split('.')
    return change(head, body, signature)
  }
}

/** The same bytes with other last bits: 256 bytes leave four of them unused. */
function otherLastBits(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + letters[letters.indexOf(text.slice(-1)) + 1]
}

const NESTED = '['.repeat(40) + ']'.repeat(40)

/** What attackers send to whoever checks tokens, each with its name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  // the algorithm (RFC 8725 §3.1)
  'alg none, with a signature': header({ alg: 'none' }),
  'alg none, without': () => signed({ ...GOOD_HEADER, alg: 'none' }, goodClaims(), 'none'),
  'alg NONE, without': () => signed({ ...GOOD_HEADER, alg: 'NONE' }, goodClaims(), 'none'),
  'alg HS256, with a signature of RS256': header({ alg: 'HS256' }),
  'the public key as HMAC secret': () => signed({ ...GOOD_HEADER, alg: 'HS256' }, goodClaims(), 'public-pem'),
  'alg in lower case': header({ alg: 'rs256' }),
  'alg is a list': header({ alg: ['RS256'] }),
  'no alg': header({ alg: undefined }),
  'an algorithm of the same key': () => signed({ ...GOOD_HEADER, alg: 'PS256' }, goodClaims(), 'PS256'),
  // the key (RFC 8725 §3.8, §3.10)
  'signed by a stranger': () => signed(GOOD_HEADER, goodClaims(), 'other'),
  'a key of its own': () => signed({ ...GOOD_HEADER, jwk: STRANGER_JWK }, goodClaims(), 'other'),
  'the right key in the header': header({ jwk: OWN_JWK }),
  'a key from elsewhere': () => signed({ ...GOOD_HEADER, jku: 'https://evil.example/jwks' }, goodClaims(), 'other'),
  'the address of a certificate': header({ x5u: 'https://evil.example/x' }),
  'no kid': header({ kid: undefined }),
  'an empty kid': header({ kid: '' }),
  'kid in upper case': header({ kid: 'MYKEY' }),
  'kid with a letter that is not seen': header({ kid: 'mykey\u0000' }),
  'kid is a number': header({ kid: 7 }),
  'kid is a path': () => signed({ ...GOOD_HEADER, kid: '../../../dev/null' }, goodClaims(), 'other'),
  'kid is SQL': () => signed({ ...GOOD_HEADER, kid: "' OR 1=1 --" }, goodClaims(), 'other'),
  'kid of 5000 letters': () => signed({ ...GOOD_HEADER, kid: 'k'.repeat(5000) }, goodClaims(), 'other'),
  // extensions (RFC 7515 §4.1.11, RFC 7797)
  'a critical extension': header({ crit: ['exp'], exp: 1 }),
  'crit is a text': header({ crit: 'exp' }),
  'b64 is false': header({ b64: false }),
  'a token within a token': header({ cty: 'JWT' }),
  // the form (RFC 7515 §7.1, RFC 4648 §3.5)
  padded: parts((head, body, signature) => `${head}.${body}.${signature}==`),
  'other last bits': parts((head, body, signature) => `${head}.${body}.${otherLastBits(signature)}`),
  'letters of base64': parts((head, body) => `${head}.${body}.${'+/'.repeat(171)}`),
  'a space in it': parts((head, body, signature) => `${head}. ${body}.${signature}`),
  'a new line in it': parts((head, body, signature) => `${head}.${body}\n.${signature}`),
  'four parts': () => `${signed()}.AAAA`,
  'two parts': parts((head, body) => `${head}.${body}`),
  'no claims': parts((head, _body, signature) => `${head}..${signature}`),
  'other claims': parts((head, _body, signature) => `${head}.${encode(JSON.stringify(goodClaims()))}.${signature}`),
  'half a signature': parts((head, body, signature) => `${head}.${body}.${signature.slice(0, 40)}`),
  'more than anybody reads': () => `${signed()}${'A'.repeat(20_000)}`,
  // JSON (RFC 8259 §4, RFC 7515 §5.2)
  'alg twice': headerText('"alg":"none"'),
  'iss twice': claimsText('"iss":"evil"'),
  'exp twice, by an escape': claimsText('"\\u0065xp":1'),
  'a member __proto__': claimsText('"__proto__":{"admin":true}'),
  'a number that is rounded': claimsText('"n":9007199254740993'),
  'a date without end': () => signed(GOOD_HEADER, JSON.stringify(goodClaims()).replace(/"exp":\d+/, '"exp":1e999')),
  'forty levels': claimsText(`"deep":${NESTED}`),
  'a byte-order mark': () => signed(GOOD_HEADER, `\ufeff${JSON.stringify(goodClaims())}`),
  'no UTF-8': () =>
    signed(
      GOOD_HEADER,
      Buffer.concat([
        Buffer.from(JSON.stringify(goodClaims()).slice(0, -1)),
        Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      ]),
    ),
  'claims that are a list': () => signed(GOOD_HEADER, '[]'),
  'claims that are null': () => signed(GOOD_HEADER, 'null'),
  'claims that are no JSON': () => signed(GOOD_HEADER, 'hello'),
  // the claims (RFC 7519 §4.1)
  ...Object.fromEntries(['iss', 'aud', 'exp', 'iat', 'jti'].map((name) => [`no ${name}`, claimsWithout(name)])),
  ...Object.fromEntries(['iss', 'aud', 'jti'].map((name) => [`${name} is a number`, claims({ [name]: 5 })])),
  ...Object.fromEntries(
    ['exp', 'nbf', 'iat'].map((name) => [`${name} is a text`, claims({ [name]: `${SIDECAR_NOW}` })]),
  ),
  ...Object.fromEntries(['iss', 'aud', 'exp', 'jti'].map((name) => [`${name} is null`, claims({ [name]: null })])),
  'iss of somebody else': claims({ iss: 'somebody' }),
  'iss in upper case': claims({ iss: 'JWTPROXY' }),
  'iss with a space': claims({ iss: 'jwtproxy ' }),
  'aud of somebody else': claims({ aud: 'http://localhost:18081' }),
  'aud that begins like ours': claims({ aud: 'http://localhost:18080.evil.example' }),
  'aud with ours as user': claims({ aud: 'http://localhost:18080@evil.example' }),
  'aud with a user': claims({ aud: 'http://user@localhost:18080' }),
  'aud with a path': claims({ aud: 'http://localhost:18080/admin' }),
  'aud of the other scheme': claims({ aud: 'https://localhost:18080' }),
  'aud with a port of five digits and a nought': claims({ aud: 'http://localhost:018080' }),
  'aud with something that is no text': claims({ aud: ['http://localhost:18080', 1] }),
  'expired an hour ago': claims({ iat: SIDECAR_NOW - 3800, exp: SIDECAR_NOW - 3600 }),
  'from the next hour': claims({ iat: SIDECAR_NOW + 3600, nbf: SIDECAR_NOW + 3600, exp: SIDECAR_NOW + 3700 }),
  'active in an hour': claims({ nbf: SIDECAR_NOW + 3600 }),
  'a life of a year': claims({ exp: SIDECAR_NOW + 31_536_000 }),
  'over before it began': claims({ iat: SIDECAR_NOW + 200, exp: SIDECAR_NOW + 100 }),
  'exp in milliseconds': claims({ exp: SIDECAR_NOW * 1000 }),
  'a negative exp': claims({ exp: -1 }),
  'an empty jti': claims({ jti: '' }),
  'a jti of 5000 letters': claims({ jti: freshId(5000) }),
  'a jti with a control': claims({ jti: `a\u0007${freshId()}` }),
  'bound to a key (RFC 7800)': claims({ cnf: { jkt: 'x' } }),
}
