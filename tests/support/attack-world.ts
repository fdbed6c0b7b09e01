import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { createIssuerHand, type AttackClient, type AttackWorld, type HandKey } from '#attacks'
import type { Clock } from '#core/clock'
import { ALGORITHMS, ALL_ALGORITHMS } from '#core/token/algorithms'

/** When the cases of a test are made. Seconds since 1970. */
export const ATTACKED_AT = 1_800_000_000

/** How long a good token lives. Seconds. */
const LIFE = 300

/** A key of an issuer with both of its halves. */
export interface OwnKey extends HandKey {
  publicKey: JWK
}

/** The keys of an issuer, one for each algorithm. Those for RSA have the same numbers: making them takes the time. */
export function issuerKeys(name: string): OwnKey[] {
  const rsa = rsaOfIssuers.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  rsaOfIssuers.set(name, rsa)
  return ALL_ALGORITHMS.map((algorithm) => {
    const kid = `${name}-${algorithm.toLowerCase()}`
    const { kty, crv } = ALGORITHMS[algorithm] as { kty: string; crv?: string } // every row is one of these
    const privateKey = kty === 'RSA' ? rsa : curveKey(String(crv))
    const publicKey = createPublicKey(privateKey).export({ format: 'jwk' })
    return { kid, algorithm, privateKey, publicKey: { ...publicKey, kid, alg: algorithm, use: 'sig' } }
  })
}

/** An issuer of this name has the same RSA key in every test: none of them changes it. */
const rsaOfIssuers = new Map<string, KeyObject>()

const curveKey = (crv: string) =>
  (crv === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: crv })).privateKey

function clientOf(id: string): AttackClient {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const hand = createIssuerHand([{ kid: `${id}-key`, algorithm: 'ES256', privateKey }])
  return {
    id,
    secret: `the secret of ${id}`,
    algorithm: 'ES256',
    kid: `${id}-key`,
    publicKey: publicKey.export({ format: 'jwk' }),
    sign: (text) => hand.sign(text, 'ES256'),
    may: { scope: 'orders.read', audience: 'serviceb' },
    mayNot: { scope: 'orders.admin', audience: 'serviced' },
  }
}

/** A target like service B with the access tokens of the sandbox, its issuer, and an attacker who has everything. */
export function attackWorld(
  more: Partial<AttackWorld['target']> = {},
  keys = issuerKeys('own'),
  secondKeys = issuerKeys('second'),
): AttackWorld {
  const issuer = createIssuerHand(keys)
  const target: AttackWorld['target'] = {
    issuer: 'https://factory.sandbox.test',
    audience: 'https://serviceb.sandbox.test',
    otherAudience: 'https://servicec.sandbox.test',
    type: 'at+jwt',
    path: '/scenario7-server',
    endpoints: {
      token: 'https://factory.sandbox.test/token',
      introspection: 'https://factory.sandbox.test/introspect',
      revocation: 'https://factory.sandbox.test/revoke',
    },
    leewaySeconds: 30,
    algorithms: ALL_ALGORITHMS,
    scope: 'orders.read',
    endpoint: 'b',
    ...more,
  }
  return {
    target,
    now: () => ATTACKED_AT,
    issuer,
    secondIssuer: createIssuerHand(secondKeys),
    keySet: keys.map(({ publicKey }) => publicKey),
    clients: [clientOf('servicea'), clientOf('somebody-else')],
    exchange: {
      client: clientOf('serviceb'),
      audience: target.otherAudience,
      forbiddenAudience: 'https://serviced.sandbox.test',
    },
    renewal: 'what renews the good token',
    listener: 'https://listener.attacker.test',
    good: (algorithm = 'RS256') => ({
      header: { alg: algorithm, typ: target.type, kid: issuer.kid(algorithm) },
      claims: {
        iss: target.issuer,
        sub: 'servicea',
        aud: target.audience,
        client_id: 'servicea',
        ...(target.scope !== undefined && { scope: target.scope }),
        iat: ATTACKED_AT,
        nbf: ATTACKED_AT,
        exp: ATTACKED_AT + LIFE,
        jti: randomUUID(),
      },
    }),
  }
}

/** The same, by a clock that moves: a good token of ES256 is made when it is asked for, and lives from then. */
export function worldByClock(world: AttackWorld, clock: Clock): AttackWorld {
  const now = () => Math.floor(clock.now() / 1000)
  return {
    ...world,
    now,
    good: () => {
      const { header, claims } = world.good('ES256')
      return { header, claims: { ...claims, iat: now(), nbf: now(), exp: now() + LIFE } }
    },
  }
}
