import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const play = async (variant = '', more = '') => {
  const query = [variant && `${variant}=1`, more].filter(Boolean).join('&')
  return (await sandbox.plain('servicea', `/scenario15?${query}`)).body
}
const stepsOf = async (variant = ''): Promise<Step[]> => (await play(variant, 'trace=1')).trace

const LET_IN = { valid: true, claims: { log: 'r,w' } }
const REFUSED_BY_STOKE = { valid: false, status: 401, message: 'Unauthorized' }
const RENEWED = { renewed: true }

describe('each variant', () => {
  test.each<[variant: string, answer: object]>([
    ['', { valid: true, claims: { log: 'r,w', sub: 'tester', n: 'Travis Ester' } }],
    ['expired', { valid: false, reason: 'expired' }],
    ['reader', { serviceb: { status: 403, reason: 'claim-not-allowed', claim: 'log' }, servicec: REFUSED_BY_STOKE }],
    ['renew', LET_IN],
    [
      'renew-twice',
      { strict: { first: RENEWED, second: { reason: 'used-refresh' } }, stoke: { first: RENEWED, second: RENEWED } },
    ],
    [
      'stolen-renewal',
      {
        strict: {
          'the thief': RENEWED,
          'the owner': { reason: 'used-refresh' },
          'the thief again': { reason: 'revoked-token' },
        },
        stoke: { 'the thief': RENEWED, 'the owner': RENEWED, 'the thief again': RENEWED, servicec: LET_IN },
      },
    ],
    ['left-the-group', { strict: { status: 403, reason: 'claim-not-allowed' }, stoke: LET_IN }],
    [
      'comma',
      {
        'as it is': { valid: false, reason: 'comma' },
        'with unsafe_claims': {
          before: { valid: false, reason: 'no-letter' },
          after: { valid: true },
          serviceb: { valid: true, claims: { stk: 'x,S' } },
        },
      },
    ],
    ['exact-match', { serviceb: LET_IN, servicec: REFUSED_BY_STOKE }],
  ])('%j', async (variant, answer) => {
    expect(await play(variant)).toMatchObject(answer)
  })
})

test('the trace says who notices a stolen renewal, and who does not', async () => {
  const steps = (await stepsOf('stolen-renewal')).filter(({ verb }) => verb === 'refuses' || verb === 'fails')
  expect(steps.map(({ sentence }) => sentence)).toEqual([
    'jwt-factory refuses the renewal: the refresh value was used before, so all tokens of that login are taken back.',
    'jwt-factory refuses the renewal: The token was revoked.',
    'jwt-factory fails to notice that this refresh value was used before: this directory is as Stoke has it.',
  ])
})

const rulesOf = async (variant: string) => {
  const checks = (await stepsOf(variant)).flatMap((step) => step.checks ?? [])
  return checks.filter(({ check }) => check.endsWith('requirement')).map(({ rule }) => rule)
}

test('the trace says what is asked for, and how a claim with commas is read', async () => {
  expect((await rulesOf('reader')).at(-1)).toMatch(/\(log=w\); any part of a list with commas may be the one$/)
  expect((await rulesOf('exact-match')).at(-1)).toMatch(/\(log=w\); the whole text is the one value/)
})

test.each([
  [
    'renew-twice',
    [
      /refuses the renewal: the refresh value was used before/,
      /fails to notice .* used before: this directory is as Stoke has it/,
    ],
  ],
  [
    'left-the-group',
    [
      /Service B refuses the person: .* does not say log=w/,
      /fails to notice that the person has left a group: this directory is as Stoke/,
    ],
  ],
  [
    'comma',
    [
      /refuses to give the group/,
      /refuses to take reader out of the group .* letters of your claim stk/,
      /fails to notice that "x,S" reads as several values: unsafe_claims lets/,
    ],
  ],
  ['exact-match', [/Service C refuses the token: .* the whole text of a claim is not the one value that is asked for/]],
  ['reader', [/Service B refuses the person/, /Service C refuses the token: .* claims are not those/]],
])('the trace of %j says what the lesson is', async (variant, lessons) => {
  const told = (await stepsOf(variant)).filter(({ verb }) => verb === 'refuses' || verb === 'fails')
  expect(told.map(({ sentence }) => sentence)).toEqual(lessons.map((lesson) => expect.stringMatching(lesson)))
})

test('with a token that has expired, no variant ends in a fault: what it needs is refused', async () => {
  for (const variant of ['renew', 'left-the-group', 'renew-twice', 'stolen-renewal', 'comma', 'exact-match', 'reader'])
    expect(JSON.stringify(await play(variant, 'expired=1')), variant).toMatch(/"(?:expired|Unauthorized)"/)
})

test('a play tells no token and no password', async () => {
  for (const variant of ['', 'stolen-renewal']) {
    const text = JSON.stringify(await play(variant, 'trace=1'))
    expect(text).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\./)
    expect(text).not.toContain('"password"')
  }
})

test('many plays at once meet nothing of each other, and leave nothing behind', async () => {
  const variants = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'left-the-group' : 'renew'))
  const answers = await Promise.all(variants.map((variant) => play(variant)))
  const [changed, others] = [answers.filter((_, at) => at % 2 === 0), answers.filter((_, at) => at % 2 === 1)]
  for (const answer of changed) expect(answer).toMatchObject({ strict: { status: 403 }, stoke: LET_IN })
  for (const answer of others) expect(answer).toMatchObject(LET_IN)
  const { body } = await sandbox.plain('jwt-factory', '/api/login', {
    method: 'POST',
    body: { username: 'reader', password: 'tester' },
  })
  expect(body.reason).toBe('wrong-credentials') // people of plays are nobody where people are administered
})

test('the clock moves a play as it moves all others', async () => {
  const moved = { method: 'PUT', body: { advance: '5h' } }
  for (const name of ['jwt-factory', 'servicea', 'serviceb', 'servicec'] as const)
    await sandbox.plain(name, '/control/clock', moved)
  expect(await play('renew')).toMatchObject(LET_IN)
  expect(await play('exact-match')).toMatchObject({ serviceb: LET_IN })
  for (const name of ['jwt-factory', 'servicea', 'serviceb', 'servicec'] as const)
    await sandbox.plain(name, '/control/reset', { method: 'POST' })
  expect(await play('left-the-group')).toMatchObject({ stoke: LET_IN })
})

test('B and C by their settings: each in the other dialect, with other needs', async () => {
  const env = {
    SERVICEB_PEOPLE: 'stoke',
    SERVICEB_NEEDS: 'log=w, log=x',
    SERVICEC_PEOPLE: 'strict',
    SERVICEC_NEEDS: 'log=r',
  }
  const other = await openTestSandbox({ env })
  const answer = (await other.plain('servicea', '/scenario15?reader=1').finally(other.close)).body
  expect(answer).toMatchObject({ serviceb: REFUSED_BY_STOKE, servicec: { valid: true, claims: { log: 'r' } } })
})

test('without a token, and without TLS', async () => {
  expect(await sandbox.get('serviceb', '/scenario15-server')).toMatchObject({
    status: 401,
    body: { message: 'no token provided' },
  })
  expect(await sandbox.get('servicec', '/scenario15-server')).toMatchObject({
    status: 422,
    body: { message: 'Token is required' },
  })
  expect((await sandbox.plain('serviceb', '/scenario15-server', { headers: { authorization: 'Bearer x' } })).body.type).toMatch(/tls-required/) // prettier-ignore
})
