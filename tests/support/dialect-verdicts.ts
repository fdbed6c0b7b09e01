import { CannotBeMade, type Attack, type AttackRequest, type Attempt, type AttackWorld } from '#attacks'
import { loadKeySet } from '#core/keys/key-set'
import type { Judge, Question } from '../../apps/judge/judgement.ts'

/** Of those that may be: that a request without a token goes on is no belief in it, and is told apart. */
type DialectVerdict = 'believed' | 'open' | 'refused'

/**
 * What a system says to the attempts of a case, when it has the keys that the issuer publishes. The worst counts, as in a run.
 * @returns undefined where the case is about more than requests to a service, and where the world lacks what it takes
 */
export async function verdictOfDialect(
  judge: Judge,
  world: AttackWorld,
  attack: Attack,
  changed: boolean,
): Promise<DialectVerdict | undefined> {
  const attempts = await attemptsOf(world, attack, changed)
  const all = await Promise.all(attempts.map((each) => verdictOnSteps(judge, world, each)))
  const order: readonly DialectVerdict[] = attack.family === 'good' ? FROM_STRICT : FROM_LAX
  return order.find((verdict) => all.includes(verdict))
}

const made = new WeakMap<AttackWorld, Map<string, Promise<readonly Attempt[]>>>()

/** Made once in a world, whoever is asked: all systems get the same tokens, most of which RSA signs. None where it cannot be made. */
function attemptsOf(world: AttackWorld, attack: Attack, changed: boolean): Promise<readonly Attempt[]> {
  const ofWorld = made.get(world) ?? new Map<string, Promise<readonly Attempt[]>>()
  made.set(world, ofWorld)
  const name = `${attack.id} ${changed}`
  const attempts = ofWorld.get(name) ?? makeOrNone(world, attack, changed)
  ofWorld.set(name, attempts)
  return attempts
}

async function makeOrNone(world: AttackWorld, attack: Attack, changed: boolean): Promise<readonly Attempt[]> {
  try {
    return await attack.make(world, changed)
  } catch (error) {
    if (error instanceof CannotBeMade) return []
    throw error
  }
}

const FROM_LAX = ['believed', 'open', 'refused'] as const
const FROM_STRICT = ['refused', 'open', 'believed'] as const

async function verdictOnSteps(
  judge: Judge,
  world: AttackWorld,
  { steps }: Attempt,
): Promise<DialectVerdict | undefined> {
  const last = steps.at(-1)
  if (last?.do !== 'send' || steps.some((step) => step.do !== 'send' && step.do !== 'publish')) return undefined
  const published = steps.findLast((step) => step.do === 'publish')?.answer ?? { jwks: { keys: world.keySet } }
  if (published === 'hangs' || !('jwks' in published)) return undefined
  const { outcome, reason } = await judge.judge(await questionOf(world, last.request, published.jwks))
  if (outcome === 'cannot-judge') throw new Error(`${judge.id} cannot be asked: ${reason}`)
  return outcome
}

/** A request as Node hands it out: values without the white space around them (RFC 9110 §5.5). */
async function questionOf(world: AttackWorld, request: AttackRequest, jwks: unknown): Promise<Question> {
  const { method, path = world.target.path, query, headers } = request
  const trimmed = headers.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, '')] as const)
  const { issuer, audience } = world.target
  return {
    authorization: trimmed.filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value),
    asked: {
      method,
      target: query === undefined ? path : `${path}?${query}`,
      fields: ['Host', 'serviceb.sandbox.test', ...trimmed.flat()],
    },
    expected: { issuer, audience },
    keys: { keys: (await loadedOf(jwks)).keys, jwks: jwks as Question['keys']['jwks'], from: 'the catalogue' }, // as published
    now: world.now() * 1000,
  }
}

const loadedSets = new Map<string, ReturnType<typeof loadKeySet>>()

function loadedOf(jwks: unknown): ReturnType<typeof loadKeySet> {
  const text = JSON.stringify(jwks)
  const known = loadedSets.get(text) ?? loadKeySet(jwks)
  loadedSets.set(text, known)
  return known
}
