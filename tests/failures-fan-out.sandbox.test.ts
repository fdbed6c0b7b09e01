import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bringFault, DOWN, expectProblem, patienceWith, play } from './support/failing-plays.ts'
import { withinGrowingLimit } from './support/growing-limit.ts'
import { PEER_FAULTS } from './support/peer-faults.ts'
import { openLonelySandbox, type LonelySandbox } from './support/stand-ins.ts'

let sandbox: LonelySandbox
beforeAll(async () => {
  sandbox = await openLonelySandbox()
})
afterAll(() => sandbox.close())
afterEach(() => expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([]))

/** All, but of those that hang, which cost seconds: one that is silent, and one that trickles. */
const FAULTS = PEER_FAULTS.filter(
  ({ what, expect: { status } }) => status !== 504 || /never answers|answer, a byte/.test(what),
)

describe('the factory and C are well', () => {
  beforeAll(async () => {
    const others = await sandbox.place('jwt-factory', 'servicec')
    return () => others.close()
  })

  test.each(FAULTS)('B $what: that is its entry, and C answers as ever', async (fault) => {
    await bringFault(sandbox, 'serviceb', fault)
    const failed = { valid: false, problem: { ...fault.expect, peer: 'serviceb' }, claims: {} }
    const good = { valid: true, claims: { aud: 'servicec' } }
    await withinGrowingLimit(1000, async (limit) => {
      const patience = patienceWith(fault, limit) // time enough for C
      const [two, four] = await Promise.all([
        play(sandbox, '/scenario2', patience),
        play(sandbox, '/scenario4', patience),
      ])
      expect([two.status, four.status]).toEqual([200, 200])
      expect(two.body).toMatchObject({ serviceb: failed, servicec: good })
      expect(four.body).toMatchObject({ serviceB: failed, serviceC: good })
    })
  })
})

test('C is down: that is its entry, and B answers as ever', async () => {
  await sandbox.bring('jwt-factory', 'serviceb')
  const down = { valid: false, problem: { ...DOWN, peer: 'servicec' } }
  expect((await play(sandbox, '/scenario2')).body).toMatchObject({ serviceb: { valid: true }, servicec: down })
  expect((await play(sandbox, '/scenario4')).body).toMatchObject({ serviceB: { valid: true }, serviceC: down })
})

test('all callees fail: the play fails, and names each of them', async () => {
  await sandbox.bring('jwt-factory')
  for (const path of ['/scenario2', '/scenario4']) {
    const answer = await play(sandbox, path)
    expectProblem(answer, 'serviceb', DOWN)
    expect(answer.body.detail).toContain('servicec')
  }
})
