import { expect, test } from 'vitest'
import { openJoseJudge } from './jose.ts'
import { makeToken, outcomes, questionFor, wrongOrder, type TokenFaults } from './library-question.fixture.ts'

const NOW = 1_800_000_000
const judge = openJoseJudge()
const asked = async (faults: TokenFaults) => judge.judge(await questionFor([`Bearer ${makeToken(faults, NOW)}`], NOW))

test('the title says which jose runs', () => {
  expect(judge.title).toMatch(/^jose \d+\.\d+\.\d+,/)
})

test('a good token is believed, and what was not there was not checked', async () => {
  const { believed, outcome, status, decidedBy, reason, checks } = await asked({})
  expect({ believed, outcome, status, decidedBy, reason }).toEqual({
    believed: true,
    outcome: 'believed',
    status: 200,
    decidedBy: '',
    reason: '',
  })
  expect(outcomes(checks)).toMatchObject({ signature: 'passed', nbf: 'nothing-to-check', exp: 'passed' })
})

test('the time is that of the question', async () => {
  const question = await questionFor([`Bearer ${makeToken({}, NOW)}`], NOW)
  expect(await judge.judge({ ...question, now: (NOW + 299) * 1000 })).toMatchObject({ believed: true })
  expect(await judge.judge({ ...question, now: (NOW + 300) * 1000 })).toMatchObject({
    status: 401,
    decidedBy: 'exp',
    reason: 'expired',
  })
})

test('the check that decided is told with the words of jose; what comes behind it was never reached', async () => {
  const { checks, decidedBy } = await asked({ claims: { aud: 'servicec' } })
  expect(decidedBy).toBe('aud')
  expect(checks.find(({ check }) => check === 'aud')).toMatchObject({
    outcome: 'failed',
    reason: 'wrong-audience',
    words: 'unexpected "aud" claim value',
  })
  expect(outcomes(checks)).toMatchObject({ iss: 'passed', nbf: 'never-reached', exp: 'never-reached' })
})

test('it looks at things in the order that is told', async () => {
  const faults = {
    form: { header: { crit: ['x'], x: 1 } },
    key: { header: { kid: 'key-2' } },
    signature: { signedBy: 'stranger' },
    claims: { payload: '[]' },
    presence: { claims: { aud: undefined } },
    iss: { claims: { iss: 'https://other.example' } },
    aud: { claims: { aud: 'servicec' } },
    iat: { claims: { iat: 'today' } },
    nbf: { claims: { nbf: NOW + 60 } },
    exp: { claims: { exp: NOW - 60 } },
  } as const
  expect(Object.keys(faults)).toEqual((await asked({})).checks.map(({ check }) => check))
  expect(await wrongOrder(judge, faults, () => NOW)).toEqual([])
})

test.each([
  ['no token', [], 'no-credentials'],
  ['no parts', ['Bearer x'], 'malformed'],
  ['parts that are nothing', ['Bearer a.b.c'], 'malformed'],
  ['an empty header', [''], 'no-credentials'],
])('%s is refused in its first step', async (_what, authorization, reason) => {
  expect(await judge.judge(await questionFor(authorization, NOW))).toMatchObject({
    decidedBy: 'form',
    reason,
    status: 401,
  })
})
