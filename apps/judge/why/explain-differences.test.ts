import { describe, expect, test } from 'vitest'
import { NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import { HOSTILE_IDS, hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { ASKED_AT, openJudgedWorld } from '../judge.fixture.ts'
import type { JudgedCheck, Judgement, Question } from '../judgement.ts'
import { createJudges } from '../judges.ts'
import { createStrictJudge } from '../judges/strict.ts'
import { BAD_ONES, GOOD_ONES } from './bad-tokens.fixture.ts'
import { explainDifferences } from './explain-differences.ts'
import { NOT_EXPLAINED } from './let-in.ts'

const world = await openJudgedWorld()
const judges = createJudges()
const strict = createStrictJudge()

const judgementsOf = (question: Question): Promise<Judgement[]> => Promise.all(judges.map((judge) => judge.judge(question))) // prettier-ignore

const namedQuestion = async (name: NamedTokenId): Promise<Question> => world.ask(await world.bring(name))

/** Whoever differs from strict has a sentence of its own, and nobody has one without a reason. */
async function expectAllExplained(question: Question): Promise<void> {
  const judgements = await judgementsOf(question)
  const differences = await explainDifferences(question, judgements)
  for (const { says } of differences) expect(says).not.toContain(NOT_EXPLAINED)
  const isBelieved = judgements[0]?.believed === true
  const kind = isBelieved ? 'kept-out' : 'let-in'
  const differing = judgements.filter(({ outcome }) =>
    isBelieved ? outcome === 'refused' || outcome === 'open' : outcome === 'believed' || outcome === 'open',
  )
  const explained = new Set(differences.filter((each) => each.kind === kind).flatMap((each) => each.judges))
  expect([...explained].sort()).toEqual(differing.map(({ judge }) => judge).sort())
  expect(new Set(differences.filter((each) => each.kind === 'who').flatMap((each) => each.judges)).size).toBe(judgements.length) // prettier-ignore
}

describe('whoever differs from strict is explained, each by a sentence of its own', () => {
  test.each(NAMED_TOKEN_IDS)('the named token %s', async (name) => expectAllExplained(await namedQuestion(name)))

  test.each(HOSTILE_IDS)('the hostile one %s', async (id) => {
    const token = await hostileToken(id, await world.sign())
    await expectAllExplained(world.ask([`Bearer ${token}`]))
  })

  test.each(Object.entries(BAD_ONES))('each with the fault %s', async (_fault, questions) => {
    for (const question of questions) await expectAllExplained(question)
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['without nbf', { nbf: undefined }, {}],
    ['with a number of its own', { level: 3 }, {}],
    ['with an object for piko', { piko: { endpoints: 'b' } }, {}],
    ['with a fraction in exp', { exp: ASKED_AT + 0.5 }, {}],
    ['without jti', { jti: undefined }, {}],
    ['without kid', {}, { kid: undefined }],
    ['with an object in its header', {}, { hint: {} }],
    ['with a long life', { exp: ASKED_AT + 3600 }, {}],
  ])('a good one %s', async (_name, claims, header) => {
    const token = await world.sign({ claims, header })
    const question = world.ask([`Bearer ${token}`])
    expect((await strict.judge(question)).believed).toBe(true)
    await expectAllExplained(question)
    const { expected } = GOOD_ONES[0] ?? question
    const address = await world.sign({ claims: { aud: expected.audience, ...claims }, header })
    await expectAllExplained(world.ask([`Bearer ${address}`], { expected }))
  })

  test.each(['ES256', 'PS256', 'Ed25519'] as const)('a good one by a key of %s', async (algorithm) => {
    const other = await openJudgedWorld(algorithm)
    const { expected } = GOOD_ONES[0] ?? expect.fail()
    const token = await other.sign({ claims: { aud: expected.audience } })
    const question = other.ask([`Bearer ${token}`], { expected })
    await expectAllExplained(question)
  })
})

const kindsOf = async (question: Question) => {
  const differences = await explainDifferences(question, await judgementsOf(question))
  return (kind: string, judge: string) => differences.filter((each) => each.kind === kind && each.judges.includes(judge)) // prettier-ignore
}

test('a sentence says what would have refused it, as it is written in the configuration', async () => {
  const about = await kindsOf(await namedQuestion('exp-5min-ago'))
  expect(about('let-in', 'kong')).toEqual([
    expect.objectContaining({ fault: 'expired', setting: expect.stringContaining('claims_to_verify: [exp]') }),
  ])
  expect(about('let-in', 'mesh')).toEqual([])
})

test('of a token with two faults each is told', async () => {
  const token = await world.sign({ claims: { aud: ['c'], iat: ASKED_AT - 600, exp: ASKED_AT - 300 } })
  const about = await kindsOf(world.ask([`Bearer ${token}`]))
  expect(about('let-in', 'kong').map(({ fault }) => fault)).toEqual(['wrong-audience', 'expired'])
})

/** Whatever stands before the check that said no was looked at. */
const asPassed = (check: JudgedCheck): JudgedCheck =>
  check.outcome === 'never-reached' ? { ...check, outcome: 'passed' } : check

test('orders are compared as the judgements have them: the mesh looks at the time before the signature', async () => {
  const about = await kindsOf(await namedQuestion('forged-and-expired'))
  expect(about('other-reason', 'mesh')).toHaveLength(1)
  expect(about('other-reason', 'kong')).toEqual([])
  const question = await namedQuestion('forged-and-expired')
  const judgements = await judgementsOf(question)
  // With its checks the other way round it would be no matter of the order.
  const turned = judgements.map((each) => (each.judge === 'mesh' ? { ...each, checks: each.checks.toReversed().map(asPassed) } : each)) // prettier-ignore
  const saidOf = async (some: readonly Judgement[]) =>
    (await explainDifferences(question, some)).find(({ kind, judges }) => kind === 'other-reason' && judges.includes('mesh'))?.says // prettier-ignore
  expect(await saidOf(turned)).not.toBe(await saidOf(judgements))
})

test('statuses that differ are told once', async () => {
  const about = await kindsOf(await namedQuestion('no-token'))
  expect(about('status', 'stoke')).toHaveLength(1)
})

test('nothing of a token is told but names of claims and spans of time', async () => {
  const secret = 'tell-nobody'
  const claims = { iss: secret, aud: [secret], sub: secret, [`a ${secret}`]: 1, exp: ASKED_AT - 300 }
  const header = { kid: secret, typ: secret }
  const token = await world.sign({ claims, header })
  const question = world.ask([`Bearer ${token}`])
  const text = JSON.stringify(await explainDifferences(question, await judgementsOf(question)))
  expect(text).not.toContain(secret)
  expect(text).toContain('unknown-key')
})
