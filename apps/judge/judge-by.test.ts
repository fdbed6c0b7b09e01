import { expect, test } from 'vitest'
import { openJudgedWorld } from './judge.fixture.ts'
import { judgeBy } from './judge-by.ts'
import { createKongDatesJudge, createKongJudge } from './judges/kong.ts'
import { createMeshJudge } from './judges/mesh.ts'
import { createStrictJudge } from './judges/strict.ts'

const world = await openJudgedWorld()
const strict = createStrictJudge()
const kong = createKongJudge()

const outcomesOf = ({ checks }: { checks: readonly { check: string; outcome: string }[] }) =>
  checks.map(({ check, outcome }) => `${check}: ${outcome}`)

test('who is believed has no answer, and no check that decided', async () => {
  const question = world.ask([`Bearer ${await world.sign()}`])
  for (const judge of [strict, kong, createKongDatesJudge()]) {
    const { checks, ...judgement } = await judge.judge(question)
    const all = { judge: judge.id, outcome: 'believed', believed: true, status: 200, decidedBy: '', reason: '' }
    expect(judgement).toEqual(all)
    expect(checks.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(8)
  }
})

test('the check that failed decides; those behind it were never reached, and what nobody asked for had nothing to check', async () => {
  const expired = world.ask([`Bearer ${await world.sign({ claims: { exp: 1_799_999_970, iat: 1_799_999_900 } })}`])
  const judgement = await strict.judge(expired)
  expect(judgement).toMatchObject({ believed: false, status: 401, decidedBy: 'expiry', reason: 'expired' })
  expect(outcomesOf(judgement).slice(-8)).toEqual([
    'audience: passed',
    'subject: nothing-to-check',
    'required: passed',
    'expiry: failed',
    'not-before: never-reached',
    'issued-at: never-reached',
    'lifetime: never-reached',
    'binding: never-reached',
  ])
  expect(judgement.checks.find(({ outcome }) => outcome === 'failed')).toMatchObject({ reason: 'expired' })
  expect((await kong.judge(expired)).believed).toBe(true)
})

test('the answer is that of the system, to the letter', async () => {
  const forged = world.ask([`Bearer ${await world.sign({ signedBy: 'stranger' })}`])
  const { answer, decidedBy } = await kong.judge(forged)
  expect(decidedBy).toBe('signature')
  expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('Invalid signature') })
})

test('who is asked for no token has nothing to check, and of whom a system says no before it looks, nothing was reached', async () => {
  const open = await createMeshJudge().judge(world.ask([]))
  expect(open.checks.length).toBeGreaterThan(8)
  expect(new Set(open.checks.map(({ outcome }) => outcome))).toEqual(new Set(['nothing-to-check']))
  const answer = { status: 503, headers: {}, body: 'not now' }
  const decide = async () => ({ kind: 'undecided', reason: 'cannot-decide', answer }) as const
  const shut = await judgeBy(
    { judge: 'x', description: { checks: [{ name: 'key', rule: 'r' }] }, decide },
    world.ask([]),
  )
  expect(shut).toMatchObject({ outcome: 'refused', status: 503, decidedBy: '', reason: 'cannot-decide' })
  expect(outcomesOf(shut)).toEqual(['key: never-reached'])
})
