import { Buffer } from 'node:buffer'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens that nobody should believe, made from a good one, each with its name. */
export function hostileTokens(good: string): Record<string, string> {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const forged = (head: object, body: object = claims) => {
    const text = `${encode({ alg: 'ES256', ...head })}.${encode(body)}`
    const made = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${text}.${made.toString('base64url')}`
  }
  const hmac = `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}`
  return {
    'alg none': `${encode({ alg: 'none' })}.${payload}.`,
    'alg none with a signature': `${encode({ alg: 'none' })}.${payload}.${signature}`,
    'a public key as HMAC secret': `${hmac}.${createHmac('sha256', header).update(hmac).digest('base64url')}`,
    'a key of its own': forged({ jwk: publicKey.export({ format: 'jwk' }) }),
    'a key from elsewhere': forged({ jku: 'https://localhost:1/jwks', x5u: 'https://localhost:1/x' }),
    'a key id that is a path': forged({ kid: '../../../../etc/passwd' }),
    'a key id that is SQL': forged({ kid: "' OR 1=1 --" }),
    'a critical extension': forged({ crit: ['exp'], exp: 1 }),
    'no signature': `${header}.${payload}.`,
    'half a signature': `${header}.${payload}.${signature.slice(0, 40)}`,
    'two signatures': `${good}.${signature}`,
    'other claims': `${header}.${encode({ ...claims, sub: 'admin' })}.${signature}`,
    'claims that are none': forged({}, []),
    'a token within the token': forged({}, { ...claims, note: good }),
    'padding at its end': `${good}=`,
    'its own text behind it': `${good}, ${good}`,
    'a quote before it': `"${good}"`,
    'text that is no token': 'eyJub.eyJub.bm8',
    'more than anybody reads': `${good}${'A'.repeat(20_000)}`,
  }
}
