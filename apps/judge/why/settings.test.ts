import { describe, expect, test } from 'vitest'
import { BAD_ONES, GOOD_ONES } from './bad-tokens.fixture.ts'
import { askFieldSystem } from './field-systems.fixture.ts'
import { REFUSES } from './lax/lax-table.ts'
import { LAXITIES, laxityOf, type FieldJudge } from './lax/laxities.ts'
import { findFaults, type FaultOfToken } from './token-faults.ts'

const JUDGES = Object.keys(LAXITIES) as FieldJudge[] // the keys of a constant
const FAULTS = Object.entries(BAD_ONES) as [FaultOfToken, (typeof BAD_ONES)[FaultOfToken]][] // of a typed record

test.each(FAULTS)('each question about %s has that fault', async (fault, questions) => {
  for (const question of questions) expect((await findFaults(question)).faults).toContain(fault)
})

test('what is good has no fault', async () => {
  for (const question of GOOD_ONES) expect((await findFaults(question)).faults).toEqual([])
})

/** Its answer to each, with what is written about it. */
const asked = (judge: FieldJudge, fault: FaultOfToken) =>
  Promise.all(
    BAD_ONES[fault].map(async (question) => {
      const { facts } = await findFaults(question)
      const { outcome } = await askFieldSystem(judge, question)
      return { question, laxity: laxityOf(judge, fault, facts), isLetIn: outcome !== 'refused' }
    }),
  )

describe.each(JUDGES)('%s', (judge) => {
  test('believes a good token', async () => {
    const outcomes = await Promise.all(GOOD_ONES.map(async (question) => (await askFieldSystem(judge, question)).believed)) // prettier-ignore
    expect(outcomes).toContain(true)
  })

  test.each(FAULTS.map(([fault]) => fault))(
    'about %s: it is as lax as it is said to be, and with the setting it refuses',
    async (fault) => {
      const all = await asked(judge, fault)
      const letIn = all.filter(({ isLetIn }) => isLetIn)
      const isSaidToRefuse = all.every(({ laxity }) => laxity === REFUSES)
      expect(letIn.length > 0, 'somebody is let in').toBe(!isSaidToRefuse)
      for (const { question, laxity } of letIn) {
        if (laxity === undefined || laxity === REFUSES) expect.fail('it is let in, and nobody says why')
        expect(laxity.remedy === undefined, 'a remedy, or what there is none for').toBe(laxity.nothing !== undefined)
        if (!laxity.remedy) continue
        const { text } = laxity.remedy
        expect(await askFieldSystem(judge, question, text)).toMatchObject({ outcome: 'refused' })
        const still = await Promise.all(GOOD_ONES.map((one) => askFieldSystem(judge, one, text)))
        expect(still.map(({ believed }) => believed)).toContain(true)
      }
    },
  )
})
