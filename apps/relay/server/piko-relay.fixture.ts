import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { askRelay, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts'
import type { RelayAuth } from '../config/relay-config.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }))
const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const pikoAuth = (keys: object, more: Partial<RelayAuth> = {}): RelayAuth => ({
  keys: { kind: 'static', ...keys },
  disableDisconnectOnExpiry: false,
  ...more,
})
export const PIKO_KEYS = {
  hmacSecretKey: 'my-secret',
  rsaPublicKey: pemOf(rsa.publicKey),
  ecdsaPublicKey: pemOf(ec.publicKey),
}

export const mySecretToken = (claims: object, alg: 'HS256' | 'HS384' | 'HS512' = 'HS256') =>
  relayToken(claims, { secret: 'my-secret', alg })

/** The public key of the RSA pair, as a key set has it (RFC 7517 §4). */
export const PIKO_RSA_JWK = rsa.publicKey.export({ format: 'jwk' })

export function keyToken(alg: string, claims: object = {}, kid?: string): string {
  const text = `${coded({ alg, typ: 'JWT', kid })}.${coded(claims)}`
  const digest = `sha${alg.slice(2)}`
  const pss = { padding: 6, saltLength: 32 }
  const signature = alg.startsWith('ES')
    ? sign(digest, Buffer.from(text), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })
    : sign(digest, Buffer.from(text), { key: rsa.privateKey, ...(alg.startsWith('PS') && pss) })
  return `${text}.${signature.toString('base64url')}`
}

/** A relay with these keys at its ports, where `b` is listened for, and what it answers. */
export async function openPikoRelay(
  auth: RelayAuth | 'none' = pikoAuth(PIKO_KEYS),
  settings: Parameters<typeof relayConfig>[1] = {},
) {
  const config = relayConfig('piko', { proxy: settings.proxy ?? {}, upstream: settings.upstream ?? {}, admin: settings.admin ?? {} }) // prettier-ignore
  const { auth: _, ...open } = config.proxy
  const proxy = auth === 'none' ? open : { ...config.proxy, auth }
  const opened = await openTestRelay({ ...config, proxy })
  const service = await openBehindRelay(({ headers, url }, answer) => void answer.end(JSON.stringify({ url, headers })))
  await listenAs(opened.ports.upstream, 'b', service, relayToken({}))
  const at = async (headers: Record<string, string | string[]>, path = '/x') => {
    const { status, text } = await askRelay({ port: opened.ports.proxy, path, headers })
    return [status, status === 200 ? '' : JSON.parse(text).error]
  }
  const by = (token: string, endpoint = 'b') => at({ authorization: `Bearer ${token}`, 'x-piko-endpoint': endpoint })
  return { ...opened, at, by }
}

export const GOOD = [200, '']
export const INVALID = [401, 'invalid token']
