import { describe, expect, test } from 'vitest'
import { CATALOGUE, type Attack } from '#attacks'
import { areOneThing, differences } from './support/attack-differences.ts'
import { faultsOf, notBuilt, readCatalogue } from './support/attack-rows.ts'
import { answersTo, verdictOnAttempt } from './support/attack-verdicts.ts'
import { attackWorld } from './support/attack-world.ts'

const rows = readCatalogue()
const wide = attackWorld()
const narrow = attackWorld({ algorithms: ['RS256', 'ES256'] })
const lax = attackWorld({ type: 'JWT' })

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

test('every id of the page is built once, or the room says that it is not', () => {
  expect([...CATALOGUE.map(({ id }) => id), ...notBuilt()].toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
  expect(rows).toHaveLength(310 + 44)
})

test('what may be left out is about proofs of possession, transaction tokens and large numbers, and not much', () => {
  expect(notBuilt().filter((id) => !/^pop-|^alg-hmac-recovered-key$/.test(id))).toEqual([])
  expect(notBuilt().length).toBeLessThanOrEqual(60)
})

test.each(CATALOGUE)(
  '$id is as its page has it: family, severity, right answer, references, what it needs',
  (attack) => {
    expect(
      faultsOf(
        attack,
        rows.find(({ id }) => id === attack.id),
      ),
    ).toEqual([])
  },
)

describe('our own verifier', () => {
  test.each(CATALOGUE)('says what it should to $id, and believes it without its one change', async (attack) => {
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

describe('one thing is wrong, and one alone', () => {
  test.each(CATALOGUE.filter(({ family }) => family !== 'good'))('$id', async (attack) => {
    const world = worldFor(attack)
    const [bad, good] = await Promise.all([attack.make(world, true), attack.make(world, false)])
    for (const [at, attempt] of bad.entries()) {
      const all = differences(good[at] ?? good[0] ?? attempt, attempt, world.keySet)
      const found = ABOUT_ID.test(attack.id) ? all : all.filter((each) => each !== 'claims.jti')
      if (attack.id === NO_DIFFERENCE) expect(found).toEqual([])
      else if (attempt.kind === undefined && !CHANGED_LATER.test(attack.id))
        expect(found, attempt.label).toSatisfy(areOneThing)
    }
  })
})
