import { expect, test } from 'vitest'
import { openJudgedWorld } from './judge.fixture.ts'
import { judgeToken, type JudgeFault } from './judge-token.ts'
import type { Judge } from './judgement.ts'
import { createJudges } from './judges.ts'

const world = await openJudgedWorld()

test('a judge that throws is named, and takes no other along', async () => {
  const error = new TypeError('no such member')
  const [first, ...others] = createJudges()
  const broken: Judge = { id: 'broken', title: '', configuration: '', judge: () => Promise.reject(error) }
  const faults: JudgeFault[] = []
  const question = world.ask([`Bearer ${await world.sign()}`])
  const judgements = await judgeToken(question, [first as Judge, broken, ...others], (fault) => void faults.push(fault))
  expect(faults).toEqual([{ judge: 'broken', error }])
  expect(judgements[1]).toMatchObject({ judge: 'broken', outcome: 'cannot-judge', believed: false, status: 0 })
  expect(judgements.filter(({ outcome }) => outcome !== 'cannot-judge')).toHaveLength(others.length + 1)
})
