import { describe, expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { NAMED_TOKEN_IDS } from '#core/token/named-tokens'
import { trustSettings } from '../../service/config.ts'
import { ASKED_AT, openJudgedWorld } from '../judge.fixture.ts'
import type { Judgement, Question } from '../judgement.ts'
import { createJudges } from '../judges.ts'
import { createTrustModeJudges } from '../trust-modes/trust-mode-judges.ts'
import { aspectOf } from './aspects.ts'
import { explainDifferences } from './explain-differences.ts'

const world = await openJudgedWorld()
const config = { ...readConfig(trustSettings, {}), leewaySeconds: 0 }
const judges = [...createJudges(), ...createTrustModeJudges({ config })]

async function explained(question: Question) {
  const judgements = await Promise.all(judges.map((judge) => judge.judge(question)))
  return { judgements, differences: await explainDifferences(question, judgements) }
}

const bearing = async (changes: Parameters<typeof world.sign>[0]) => world.ask([`Bearer ${await world.sign(changes)}`])

/** Whether the checks of an aspect were all left out, for an earlier one had said no. */
const neverLookedAtTime = ({ checks }: Judgement) =>
  checks.filter(({ check }) => aspectOf(check) === 'time').every(({ outcome }) => outcome === 'never-reached')

describe('nobody is said not to mind what it never came to look at', () => {
  test.each(NAMED_TOKEN_IDS)('with the token %s', async (name) => {
    const { judgements, differences } = await explained(world.ask(await world.bring(name)))
    const careless = differences.filter(({ says }) => / not mind the time/.test(says)).flatMap((each) => each.judges)
    const hasty = new Set(judgements.filter(neverLookedAtTime).map(({ judge }) => judge))
    expect(careless.filter((judge) => hasty.has(judge))).toEqual([])
  })
})

test('a token of another kind that has expired is refused for its kind, whoever has its key pinned', async () => {
  const { differences } = await explained(world.ask(await world.bring('exp-5min-ago')))
  const about = differences.find(({ kind, judges: some }) => kind === 'other-reason' && some.includes('pinned-key'))
  expect(about).toMatchObject({ judges: ['pinned-key', 'key-set', 'people'], setting: '"typ": "JWT"' })
})

test.each([
  ['pinned-key', 'type', {}],
  ['key-set', 'type', {}],
  ['people', 'type', {}],
  ['pinned-key', 'required', { header: { typ: 'JWT' }, claims: { jti: undefined } }],
  ['key-set', 'required', { header: { typ: 'JWT' }, claims: { jti: undefined } }],
  ['people', 'required', { header: { typ: 'JWT' }, claims: { jti: undefined } }],
  ['access-token', 'type', { header: { typ: 'JWT' } }],
  ['access-token', 'required', { claims: { sub: undefined } }],
  ['relay', 'permission', {}],
])('%s refuses a good token by %s, and no longer once the advice is followed', async (id, check, changes) => {
  const { judgements, differences } = await explained(await bearing(changes))
  const refusal = judgements.find(({ judge }) => judge === id)
  expect(refusal).toMatchObject({ outcome: 'refused', decidedBy: check })
  const { setting = '' } = differences.find((each) => each.kind === 'kept-out' && each.judges.includes(id)) ?? {}
  const advised: unknown = JSON.parse(`{${setting}}`)
  const part = check === 'type' ? 'header' : 'claims'
  const followed = { ...changes, [part]: { ...(changes as Record<string, object>)[part], ...Object(advised) } }
  const after = (await explained(await bearing(followed))).judgements.find(({ judge }) => judge === id)
  expect(after?.checks.find((each) => each.check === check)?.outcome).toBe('passed')
})

test('what lives too long for whoever has its key pinned is told how long it may live', async () => {
  const { differences } = await explained(await bearing({ header: { typ: 'JWT' }, claims: { exp: ASKED_AT + 3600 } }))
  const about = differences.find(({ kind, judges: some }) => kind === 'kept-out' && some.includes('pinned-key'))
  expect(about?.says).toContain('SELF_SIGNED_LIFETIME')
})

test('an audience for jwtproxy is the one that is expected of it', async () => {
  const { differences } = await explained(await bearing({}))
  const about = differences.find(({ kind, judges: some }) => kind === 'kept-out' && some.includes('jwtproxy'))
  expect(about?.setting).toBe('"aud": "http://serviceb"')
  const advised = await bearing({ claims: { aud: 'http://serviceb' } })
  const after = (await explained(advised)).judgements.find(({ judge }) => judge === 'jwtproxy')
  expect(after?.believed).toBe(true)
})
