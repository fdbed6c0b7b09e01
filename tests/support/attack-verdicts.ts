import type { Attack, Attempt, AttackWorld } from '#attacks'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import { ANYONE, type KeySource, type Trust } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { serviceTrust } from '../../apps/service/verifiers/trust.ts'
import { readFound, type OurVerdict } from '../findings/found-tables.ts'
import { attackWorld } from './attack-world.ts'
import { POLICY, REFUSALS } from './vectors-verdicts.ts'
import { verdictOf } from './vectors.ts'

/** Where a case of ours has another token than the one of tests/vectors/own that is called as it. */
const OTHER_TOKEN: ReadonlySet<string> = new Set(['key-x5c-self-signed', 'key-kid-command'])

/** What is owed to the independent token cases of tests/vectors/own, and where both answers can be defended: by hand. */
const BY_HAND: ReadonlyMap<string, OurVerdict> = new Map(
  [
    ...Object.entries(POLICY),
    ...Object.entries(REFUSALS).flatMap(([reason, ids]) => ids.map((id) => [id, reason as OurVerdict] as const)), // its keys are
  ].filter(([id]) => !OTHER_TOKEN.has(id)),
)

/** Whether a command writes what our verifier says to a case, and a person reads it. Good tokens are to be believed, and no table says it. */
export const isWrittenByCommand = ({ id, family }: Attack): boolean => family !== 'good' && !BY_HAND.has(id)

const WRITTEN = readFound('our-verifier')

/** What our verifier must say to each token of a case: a refusal for another reason would hide a check that is gone. */
export function answersTo({ id, family }: Attack, count: number): readonly (OurVerdict | undefined)[] {
  const answer = BY_HAND.get(id) ?? (family === 'good' ? 'believed' : WRITTEN[id])
  return typeof answer === 'object' ? answer : Array.from({ length: count }, () => answer)
}

/** Where a case does not say by what, its good token is signed by ES256, which takes a tenth of what RSA does. */
export function quickAttackWorld(target?: Partial<AttackWorld['target']>): AttackWorld {
  const world = attackWorld(target)
  return { ...world, good: (algorithm = 'ES256') => world.good(algorithm) }
}

const wide = quickAttackWorld()
const narrow = quickAttackWorld({ algorithms: ['RS256', 'ES256'] })
const lax = quickAttackWorld({ type: 'JWT' })

/** A target that suits the case: most get one that has enabled everything, and demands access tokens. */
export function worldFor({ id, needs }: Attack): AttackWorld {
  if (id === 'alg-not-in-allow-list') return narrow
  return needs.includes('lax-type') ? lax : wide
}

/** What our verifier says to the tokens of a case. @param changed false: without the one change */
export async function verdictsOfOurs(attack: Attack, changed: boolean): Promise<string[]> {
  const world = worldFor(attack)
  const verdicts = (await attack.make(world, changed)).map((each) => verdictOnAttempt(world, each))
  return (await Promise.all(verdicts)).filter((verdict) => verdict !== undefined)
}

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
  return verdictOf(() => verifyToken(token, trustIn(world, fixedKeys(keys)), () => now * 1000))
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
