import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign, type SigningOptions } from 'node:crypto'
import { tokensOfCases } from '../../tests/support/case-tokens.ts'
import { signerWorld } from '../../tests/support/signer-world.ts'
import { manualClock } from '../clock.ts'
import {
  isSharedSecret,
  publicKeyFrom,
  sharedSecret,
  signShared,
  type GatewayAlgorithm,
} from '../token/gateway-algorithms.ts'
import type { AskedRequest } from './dialect.ts'
import type { KongConsumer, KongCredential } from './dialects/kong/consumer.ts'
import { SIDECAR_NOW, tracedContext } from './dialects/dialect.fixture.ts'
import { jwtConfig } from './dialects/kong/kong.fixture.ts'
import type { GatewayDecision } from './gateway-decision.ts'
import { createKongPlugins, type KongJwtPlugin, type KongPluginAccessParts } from './kong-plugin-access.ts'

export const KONG_NOW = SIDECAR_NOW
export const JOHN: KongConsumer = {
  id: '7bce93e1-0a90-489c-c887-d385545f8f4b',
  username: 'john_doe',
  customId: '1234',
  groups: ['readers'],
}
export const NOBODY: KongConsumer = { id: '00000000-0000-4000-8000-000000000000', username: 'nobody' }
export const KONG_SECRET = 'e71829c351aa4242c2719cbfbe671c09'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KONG_PAIRS: Record<string, { publicKey: typeof rsa.publicKey; privateKey: typeof rsa.privateKey }> = {
  R: rsa,
  P: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
const pairOf = (algorithm: string) => KONG_PAIRS[algorithm] ?? KONG_PAIRS[algorithm.charAt(0)] ?? rsa
export const kongPem = (algorithm: GatewayAlgorithm) =>
  pairOf(algorithm).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** One for each algorithm, under its name, all of John's. */
export const credentialFor = (algorithm: GatewayAlgorithm, key: string = algorithm): KongCredential => ({
  id: `credential-${key}`,
  key,
  consumerId: JOHN.id,
  algorithm,
  keyFor: (isBase64) => {
    if (!isSharedSecret(algorithm)) return publicKeyFrom(kongPem(algorithm), algorithm)
    return sharedSecret(isBase64 ? Buffer.from(KONG_SECRET, 'base64') : KONG_SECRET)
  },
})

const coded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

/** A token whose key is named like its algorithm. */
export function kongToken(
  claims: object | string = {},
  { algorithm = 'HS256', secret = KONG_SECRET, header = {} }: { algorithm?: GatewayAlgorithm; secret?: string | Buffer; header?: object } = {}, // prettier-ignore
): string {
  const whole = typeof claims === 'string' ? claims : { iss: algorithm, ...claims }
  const text = `${coded({ alg: algorithm, typ: 'JWT', ...header })}.${coded(whole)}`
  return `${text}.${kongSignatureOver(text, algorithm, secret).toString('base64url')}`
}

function kongSignatureOver(text: string, algorithm: GatewayAlgorithm, secret: string | Buffer): Buffer {
  if (isSharedSecret(algorithm)) return signShared(text, sharedSecret(secret), algorithm)
  const options: SigningOptions = algorithm.startsWith('P')
    ? { padding: 6, saltLength: -1 }
    : { dsaEncoding: 'ieee-p1363' }
  const digest = algorithm === 'EdDSA' ? undefined : `sha${algorithm.slice(2)}`
  return sign(digest, Buffer.from(text), { key: pairOf(algorithm).privateKey, ...options })
}

/** John's key for RS256, as the catalogue takes an issuer. */
const johnsWorld = signerWorld({
  target: { issuer: 'RS256', audience: 'a-service', type: 'JWT' },
  now: () => KONG_NOW,
  keys: [
    {
      kid: 'RS256',
      algorithm: 'RS256',
      privateKey: rsa.privateKey,
      publicKey: rsa.publicKey.export({ format: 'jwk' }),
    },
  ],
  good: () => ({ header: { alg: 'RS256', typ: 'JWT', kid: 'RS256' }, claims: { iss: 'RS256', sub: 'john' } }),
})

/** Cases of the catalogue, by John's key. @param ids with blanks between them */
export const johnsCases = (ids: string) => tokensOfCases(ids.split(' '), johnsWorld)

export interface Asked {
  method?: string
  target?: string
  fields?: readonly string[]
}

/** A request as Node hands it out. */
export function kongRequest({ method = 'GET', target = '/data', fields = [] }: Asked): AskedRequest {
  const authorization = fields.filter((_value, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === 'authorization')
  return { method, target, authorization, fields: ['Host', 'gateway', ...fields], id: 'a'.repeat(32) }
}

export const withBearer = (token: string): Asked => ({ fields: ['Authorization', `Bearer ${token}`] })

export const jwtPlugin = (changes: Partial<KongJwtPlugin> = {}): KongJwtPlugin => ({
  ...jwtConfig(),
  runOnPreflight: true,
  ...changes,
})

/** A gateway with these plugins, John and his credentials. */
export function openKongPlugins(
  jwt: readonly Partial<KongJwtPlugin>[] = [{}],
  more: Partial<KongPluginAccessParts> = {},
  credentials: readonly KongCredential[] = ['HS256', 'RS256'].map((name) => credentialFor(name as GatewayAlgorithm)), // prettier-ignore
) {
  const clock = manualClock(KONG_NOW * 1000)
  const logged: object[] = []
  const consumers = [JOHN, NOBODY]
  const access = createKongPlugins({
    jwt: jwt.map(jwtPlugin),
    clock,
    log: { warn: (fields, event) => void logged.push({ event, ...fields }) },
    findCredential: (key) => credentials.find((each) => each.key === key),
    findConsumer: (id) => consumers.find((each) => each.id === id),
    findConsumerByName: (name) => consumers.find(({ id, username }) => id === name || username === name),
    ...more,
  })
  return {
    access,
    clock,
    logged,
    async ask(asked: Asked, address = '127.0.0.1') {
      const trace = tracedContext()
      const decision = await access.decide(kongRequest(asked), trace.context, address)
      return { decision, trace, reads: access.reads.of(trace.context) }
    },
  }
}

/** Status, body and challenge of an answer; 200 and who asks, where it goes on. */
export function saidBy(decision: GatewayDecision): readonly [number, string, string?] {
  if (decision.kind === 'goes-on') return [200, decision.headers['X-Consumer-Username'] ?? '']
  const { status, body, headers } = decision.answer
  const challenge = headers['www-authenticate']
  return challenge === undefined ? [status, body] : [status, body, challenge]
}
