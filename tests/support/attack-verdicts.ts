import type { Attempt, AttackWorld } from '#attacks'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import type { RejectionReason } from '#core/token/rejection'
import { ANYONE, type KeySource, type Trust } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { serviceTrust } from '../../apps/service/verifiers/trust.ts'
import { POLICY, REFUSALS } from './vectors-verdicts.ts'
import { verdictOf } from './vectors.ts'

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/**
 * The answers of our own verifier, where a case is not among the token cases of tests/vectors/own or has another token there.
 * 'believed' is right where the verifier is not what refuses: a right is for the route, a SPIFFE id for whoever wants one.
 */
const FURTHER: Partial<Record<RejectionReason | 'believed', string[]>> = {
  malformed: words(`
    jwe-unsigned-inside jwe-claims-inside b64-sig-padded b64-sig-trailing-bits b64-standard-alphabet
    b64-payload-trailing-bits dos-jwe-pbes2 dos-jwe-zip dos-jwe-invalid-curve seg-fullwidth-dots json-escaped-duplicate json-trailing-garbage json-utf16
    json-lone-surrogate json-header-array dos-spaces http-empty http-comma-joined http-bearer-twice http-params http-non-ascii
  `),
  'too-large': words(`json-many-claims dos-header-17k dos-header-1m`),
  'signature-missing': words(`sig-empty`),
  'critical-header': words(`crit-empty crit-absent-member`),
  'wrong-type': words(`type-id-token type-typ-jwt type-refresh-token`),
  'wrong-algorithm': words(`
    alg-none-signed alg-prototype-name alg-hmac-pubkey-pem alg-swap-padding alg-jwe-name key-kid-sql-injection
  `),
  'unknown-key': words(`key-kid-not-string 
    key-kid-command key-ops-not-verify dos-huge-rsa life-retired-key-stale-cache life-jwks-empty life-jwks-private
  `),
  'signature-mismatch': words(`
    life-cached-by-signature life-cached-by-token-id life-cached-by-payload life-cached-by-part
    life-cached-by-letters life-cached-by-hash
    life-same-kid-new-key sig-payload-tampered sig-ecdsa-order sig-ecdsa-swapped key-jwk-embedded key-x5c-self-signed
  `),
  'invalid-claim': words(`exp-iso-date nbf-string aud-null aud-nested-array sub-space-padded`),
  'wrong-issuer': words(`iss-missing iss-port iss-normalization`),
  'wrong-audience': words(`aud-missing aud-shorter aud-wildcard`),
  expired: words(`exp-just-past-leeway life-cached-after-exp`),
  'not-active': words(`iat-future life-clock-jump`),
  believed: words(`
    sub-other-trust-domain sub-not-spiffe
    scope-missing scope-insufficient scope-longer scope-case scope-comma scope-wildcard
    life-replay life-replay-flood life-revoked life-revoked-cached life-cache-collision
  `),
}

const ANSWERS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(POLICY),
  ...[...Object.entries(REFUSALS), ...Object.entries(FURTHER)].flatMap(([reason, ids]) =>
    ids.map((id) => [id, reason] as const),
  ),
])

/** Where a case has several spellings, and they meet several checks. */
const ANSWERS_TO_SEVERAL: Readonly<Record<string, readonly string[]>> = {
  'key-kid-empty': ['unknown-key', 'wrong-algorithm'],
  'life-cached-by-text': ['signature-mismatch', 'signature-mismatch', 'signature-missing', 'malformed'],
  'life-replay-respelled': ['malformed', 'malformed', 'believed'],
  'http-error-leak': ['malformed', 'signature-missing', 'malformed'],
  'http-401-shape': ['malformed', 'signature-missing', 'malformed'],
}

/** What our verifier must say to each token of a case: a refusal for another reason would hide a check that is gone. */
export const answersTo = (id: string, count: number): readonly string[] =>
  ANSWERS_TO_SEVERAL[id] ??
  Array.from(
    { length: count },
    () => ANSWERS.get(id) ?? (id.startsWith('ok-') ? 'believed' : 'nothing that is written down'),
  )

/** What service B believes of an access token, when it expects those of that world. */
function trustIn({ target }: AttackWorld, keys: KeySource): Trust {
  const { accessToken } = serviceTrust('serviceb', {
    factoryIssuer: target.issuer,
    factoryLifetimeSeconds: 3600,
    issuerUrl: target.issuer,
    selfSignedIssuer: 'self-signed',
    selfSignedLifetimeSeconds: 60,
    leewaySeconds: target.leewaySeconds,
  })
  const { audience, type, algorithms } = target
  return { ...accessToken, audience, type, algorithms, subject: ANYONE, keys }
}

/**
 * What our verifier says to the token that an attempt ends with, when it has the keys that the issuer publishes by then.
 * @returns 'believed', or the reason of its refusal; undefined where the attempt is not about one token in one header
 */
export async function verdictOnAttempt(world: AttackWorld, attempt: Attempt): Promise<string | undefined> {
  const token = bearerTokenOf(attempt)
  if (token === undefined) return undefined
  const published = attempt.steps.findLast((step) => step.do === 'publish')?.answer ?? { jwks: { keys: world.keySet } }
  if (published === 'hangs' || !('jwks' in published)) return undefined
  const moved = attempt.steps.reduce((sum, step) => sum + (step.do === 'move-clock' ? step.seconds : 0), world.now())
  return verdictOnToken(world, token, published.jwks, moved)
}

const loaded = new Map<string, ReturnType<typeof loadKeySet>>()

/** Most cases have the same key set, and loading one takes longer than a token. */
function loadedOnce(jwks: unknown): ReturnType<typeof loadKeySet> {
  const text = JSON.stringify(jwks)
  const known = loaded.get(text) ?? loadKeySet(jwks)
  loaded.set(text, known)
  return known
}

/**
 * The same to one token.
 * @param now seconds since 1970
 */
export async function verdictOnToken(
  world: AttackWorld,
  token: string,
  jwks: unknown = { keys: world.keySet },
  now = world.now(),
): Promise<string> {
  const { keys } = await loadedOnce(jwks)
  return verdictOf(() => verifyToken(token, trustIn(world, fixedKeys(keys)), now * 1000))
}

/** The token of the last request, where it comes as RFC 6750 §2.1 says. */
export function bearerTokenOf({ steps }: Attempt): string | undefined {
  const last = steps.at(-1)
  if (last?.do !== 'send') return undefined
  const { method, path, query, headers, body } = last.request
  const [[name, value] = ['', ''], ...more] = headers
  const isPlain =
    method === 'GET' && path === undefined && query === undefined && body === undefined && more.length === 0
  if (!isPlain || name !== 'Authorization' || !value.startsWith('Bearer ')) return undefined
  return value.slice('Bearer '.length)
}
