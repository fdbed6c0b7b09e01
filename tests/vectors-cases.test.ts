import { describe, expect, test } from 'vitest'
import { createSidecarAccess } from '#core/access/sidecar-access'
import { manualClock } from '#core/clock'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import type { Algorithm } from '#core/token/algorithms'
import { ANYONE } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { silentContext, withToken } from '../core/access/dialects/dialect.fixture.ts'
import { readVectors, verdictOf } from './support/vectors.ts'
import { POLICY, REFUSALS } from './support/vectors-verdicts.ts'

interface Profile {
  issuer: string
  audience: string
  algorithms: Algorithm[]
  typ: string | null
  leeway: number
  maxLifetime: number
  required: string[]
  clock: number
}

interface Case {
  id: string
  expect: 'accept' | 'reject' | 'policy'
  stage?: 'authz' | 'binding'
  jwks: string
  config?: Partial<Profile>
  token: string
}

const { profile, jwksSets, cases } = readVectors<{
  profile: Profile
  jwksSets: Record<string, unknown>
  cases: Case[]
}>('own/jwt-cases.json')

async function judge({ token, jwks, config }: Case): Promise<unknown> {
  const { typ, leeway, maxLifetime, clock, ...settings } = { ...profile, ...config }
  const { keys } = await loadKeySet(jwksSets[jwks])
  return verifyToken(
    token,
    {
      ...settings,
      subject: ANYONE,
      type: typ ?? 'JWT',
      leewaySeconds: leeway,
      maxLifetimeSeconds: maxLifetime,
      keys: fixedKeys(keys),
    },
    () => clock * 1000,
  )
}

/** The same by a verifying sidecar, whose order of checks is another. @returns 'believed', or the reason of its refusal */
async function judgeAsSidecar({ token, jwks, config }: Case): Promise<string> {
  const { typ, leeway, maxLifetime, clock, issuer, required, ...settings } = { ...profile, ...config }
  const { keys } = await loadKeySet(jwksSets[jwks])
  const access = createSidecarAccess(
    {
      ...settings,
      dialect: 'strict',
      audienceMatch: 'exact',
      maxSkew: leeway * 1000,
      maxTtl: maxLifetime * 1000,
      tokenTypes: [typ ?? 'JWT'],
      requiredClaims: required,
      basicPassword: false,
      issuers: [issuer],
      nonces: { type: 'local', purgeInterval: 0 },
      claimsVerifiers: [],
      excludes: [],
    },
    { clock: manualClock(clock * 1000), log: { warn() {} }, keys: () => fixedKeys(keys) },
  )
  const decision = await access.decide(withToken(token), silentContext())
  return 'reason' in decision ? decision.reason : decision.kind
}

const isGood = (item: Case) => item.expect === 'accept' || (item.expect === 'reject' && item.stage === 'authz')
const isBad = (item: Case) => item.expect === 'reject' && item.stage !== 'authz'
const isPolicy = (item: Case) => item.expect === 'policy'

const reasonOf = new Map(Object.entries(REFUSALS).flatMap(([reason, ids]) => ids.map((id) => [id, reason] as const)))

describe('the token cases, by a verifying sidecar', () => {
  test.each(cases.filter(isBad))('$id is refused', async (item) => {
    expect(await judgeAsSidecar(item)).not.toMatch(/^(?:believed|cannot-decide)$/)
  })

  test.each(cases.filter(isGood))('$id is believed', async (item) => {
    expect(await judgeAsSidecar(item)).toBe('believed')
  })
})

describe('the token cases', () => {
  test.each(cases.filter(isGood))('$id is believed', async (item) => {
    expect(await verdictOf(() => judge(item))).toBe('believed')
  })

  test.each(cases.filter(isBad))('$id is refused, for the reason that is written down', async (item) => {
    expect(await verdictOf(() => judge(item))).toBe(reasonOf.get(item.id))
  })

  test.each(cases.filter(isPolicy))('$id gets the answer that we chose', async (item) => {
    expect(await verdictOf(() => judge(item))).toBe(POLICY[item.id])
  })

  test('no case is left out silently', () => {
    expect(cases).toHaveLength(206)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(206)
    expect(cases.filter(isGood)).toHaveLength(34 + 5)
    expect(cases.filter(isBad)).toHaveLength(155 + 2)
    expect(cases.filter(isPolicy)).toHaveLength(10)
  })

  test('every answer that is written down belongs to one case', () => {
    const written = Object.values(REFUSALS).flat()
    expect(written.toSorted()).toEqual(
      cases
        .filter(isBad)
        .map(({ id }) => id)
        .toSorted(),
    )
    expect(Object.keys(POLICY).toSorted()).toEqual(
      cases
        .filter(isPolicy)
        .map(({ id }) => id)
        .toSorted(),
    )
  })
})
