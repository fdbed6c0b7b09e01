import { describe, expect, test } from 'vitest'
import {
  CannotBeMade,
  CATALOGUE,
  makeToken,
  PLAIN_NEEDS,
  type Attack,
  type AttackStep,
  type AttackWorld,
  type TokenDefect,
} from '#attacks'
import { areOneThing, differences } from './support/attack-differences.ts'
import { faultsOf, notBuilt, readCatalogue } from './support/attack-rows.ts'
import { answersTo, verdictOnAttempt } from './support/attack-verdicts.ts'
import { attackWorld } from './support/attack-world.ts'

const rows = readCatalogue()
const wide = withQuickTokens(attackWorld())
const narrow = withQuickTokens(attackWorld({ algorithms: ['RS256', 'ES256'] }))
const lax = withQuickTokens(attackWorld({ type: 'JWT' }))

/** Where a case does not say by what, its good token is signed by ES256, which takes a tenth of what RSA does. */
function withQuickTokens(world: AttackWorld): AttackWorld {
  return { ...world, good: (algorithm = 'ES256') => world.good(algorithm) }
}

/** A target that suits the case: most get one that has enabled everything, and demands access tokens. */
function worldFor({ id, needs }: Attack) {
  if (id === 'alg-not-in-allow-list') return narrow
  return needs.includes('lax-type') ? lax : wide
}

/** Each token has an id of its own, which is no difference but where it is the point. */
const ABOUT_ID = /^jti-/

/** The text was changed when it was signed already, so that its signature does not fit either. */
const CHANGED_LATER = /^(?:sig-(?:payload|header)-tampered|b64-illegal-character|seg-[a-z-]+|ser-[a-z-]+)$/

/** Another signature of the same key, over the same text: to a verifier there is no difference. */
const NO_DIFFERENCE = 'sig-ecdsa-high-s'

/** Ways of systems that we imitate are no rows of the page: tests/attacks-dialects.test.ts has their parties. */
const OF_TOKENS = CATALOGUE.filter(({ family }) => family !== 'dialect')

/** The page has none of these: they came later. */
const CAME_LATER = /^life-cached-by-/

const ON_PAGE = OF_TOKENS.filter(({ id }) => !CAME_LATER.test(id))

test('every id of the page is built once, or the room says that it is not', () => {
  expect([...ON_PAGE.map(({ id }) => id), ...notBuilt()].toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
  expect(rows.length).toBeGreaterThanOrEqual(310 + 44)
})

test('what is no row of the page says of which party of ours it is, and nothing else does', () => {
  for (const { id, family, needs, party } of CATALOGUE) {
    expect(needs.includes('dialect'), id).toBe(family === 'dialect')
    expect(party === undefined, id).toBe(family !== 'dialect')
    if (party !== undefined) expect(id).toMatch(new RegExp(`^dialect-${party.split('-')[0]}-`))
  }
})

test('what may be left out is about proofs of possession, transaction tokens and large numbers, and not much', () => {
  expect(notBuilt().filter((id) => !/^pop-|^alg-hmac-recovered-key$/.test(id))).toEqual([])
  expect(notBuilt().length).toBeLessThanOrEqual(60)
})

test.each(ON_PAGE)('$id is as its page has it: family, severity, right answer, references, what it needs', (attack) => {
  expect(
    faultsOf(
      attack,
      rows.find(({ id }) => id === attack.id),
    ),
  ).toEqual([])
})

/** What a run must have for a step. */
function needsOf(step: AttackStep): Attack['needs'] {
  if (step.do === 'send') return step.request.raw ? ['raw-socket'] : []
  return {
    'send-together': [],
    'ask-issuer': [],
    publish: ['key-set'],
    'move-clock': ['time'],
    revoke: ['revocation'],
  }[step.do] as Attack['needs'] // words of that list
}

test.each(CATALOGUE)('$id says all that its steps need', async (attack) => {
  const attempts = await attack.make(worldFor(attack), true)
  expect(attack.needs).toEqual(expect.arrayContaining(attempts.flatMap(({ steps }) => steps.flatMap(needsOf))))
})

test('two hundred hostile cases and more need nothing but the issuer, a listener and a socket', () => {
  const plain = new Set(PLAIN_NEEDS)
  const running = CATALOGUE.filter(({ family, needs }) => family !== 'good' && needs.every((need) => plain.has(need)))
  expect(running.length).toBeGreaterThanOrEqual(200)
})

describe('our own verifier', () => {
  test.each(OF_TOKENS)('says what it should to $id, and believes it without its one change', async (attack) => {
    const world = worldFor(attack)
    const [bad, good] = await Promise.all(
      [true, false].map(async (changed) => {
        const verdicts = (await attack.make(world, changed)).map((each) => verdictOnAttempt(world, each))
        return (await Promise.all(verdicts)).filter((verdict) => verdict !== undefined)
      }),
    )
    expect(bad).toEqual(answersTo(attack.id, bad?.length ?? 0))
    expect(new Set(good)).toEqual(new Set(good?.slice(0, 1).map(() => 'believed')))
  })
})

test('what RFC 9068 alone demands is no case for a target of other tokens', async () => {
  const jwt = attackWorld({ type: 'JWT' })
  for (const id of ['type-typ-jwt', 'type-typ-missing', 'client-id-missing', 'jti-missing', 'iat-missing']) {
    const attack = CATALOGUE.find((each) => each.id === id)
    await expect(async () => attack?.make(jwt, true), id).rejects.toThrow(CannotBeMade)
  }
})

describe('one thing is wrong, and one alone', () => {
  test.each(OF_TOKENS.filter(({ family }) => family !== 'good'))('$id', async (attack) => {
    const world = worldFor(attack)
    const [bad, good] = await Promise.all([attack.make(world, true), attack.make(world, false)])
    for (const [at, attempt] of bad.entries()) {
      const all = differences(good[at] ?? good[0] ?? attempt, attempt, world.keySet)
      const found = ABOUT_ID.test(attack.id) ? all : all.filter((each) => each !== 'claims.jti')
      if (attack.id === NO_DIFFERENCE) expect(found).toEqual([])
      else if (attempt.kind !== undefined) {
        expect(found, attempt.kind).not.toEqual([])
        expect(found, `${attempt.kind} is signed as the good token is`).not.toContain('signature')
      } else if (!CHANGED_LATER.test(attack.id)) expect(found, attempt.label).toSatisfy(areOneThing)
    }
  })
})

// The comparison above proves something only if it can fail.
describe('two things are found', () => {
  test.each<[string, TokenDefect]>([
    ['two claims', { claims: { aud: 'servicec', sub: 'admin' } }],
    ['a claim and the key', { claims: { aud: 'servicec' }, signedBy: 'stranger' }],
    ['a header member and a claim', { header: { typ: 'JWT' }, claims: { aud: 'servicec' } }],
    ['a claim, and the JSON of the header', { claims: { aud: 'servicec' }, headerText: (json) => ` ${json}` }],
    ['a claim and its life', { claims: { exp: 1, aud: 'servicec' } }],
  ])('%s', async (_what, defect) => {
    const [bad, good] = await Promise.all([makeToken(wide, defect), makeToken(wide)])
    const one = { steps: [], tokens: [good] }
    const found = differences(one, { ...one, tokens: [bad] }, wide.keySet).filter((each) => each !== 'claims.jti')
    expect(found).not.toSatisfy(areOneThing)
  })

  test('nothing at all is not one thing', async () => {
    const [one, other] = await Promise.all([makeToken(wide), makeToken(wide)])
    const [bad, good] = [one, other].map((token) => ({ steps: [], tokens: [token] }))
    const found = differences(good!, bad!, wide.keySet).filter((each) => each !== 'claims.jti')
    expect(found).toEqual([])
    expect(found).not.toSatisfy(areOneThing)
  })

  test('a row that is not as its page has it', () => {
    const [attack, other] = CATALOGUE
    expect(faultsOf({ ...attack, expects: ['2xx'], family: 'time' } as Attack, rows[0])).toHaveLength(2)
    expect(faultsOf(other as Attack, undefined)).toEqual(['the page has no such id'])
  })
})
