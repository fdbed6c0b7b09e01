import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { Problem } from '#core/http/problem'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { allHostileTokens } from '../../../tests/support/hostile-tokens.ts'
import { MAIN_URL, openTestIssuer, type TestIssuer } from '../../../jwt-factory/test-issuer.ts'
import type { AskProcess } from '../../console/live/ask.ts'
import { trustSettings } from '../../service/config.ts'
import { judgeKeysOf } from '../judge.fixture.ts'
import type { Judgement, Question } from '../judgement.ts'
import { createTrustModeJudges } from './trust-mode-judges.ts'

const PLAIN = 'https://jwt-factory/'
const SELF = 'https://service-issuer'
const own = await generateSigningKey('ES256', 0)
const config = { ...readConfig(trustSettings, { FACTORY_URL: MAIN_URL }), leewaySeconds: 0 }

let factory: TestIssuer
let ask: AskProcess
beforeAll(async () => {
  factory = await openTestIssuer()
  ask = async (_name, { path, body }) => {
    const answer = await factory.http.post(path).set('host', 'localhost').send(Object(body))
    return { status: answer.status, body: answer.body }
  }
})
afterAll(() => factory.close())

type Changes = Partial<Omit<Question, 'authorization'>> & { sandbox?: null | AskProcess; caller?: string }

/** What each mode says of a token by these keys, by its id. */
async function judged(
  authorization: string[],
  ring: string | typeof own,
  issuer: string,
  { sandbox, caller, ...changes }: Changes = {},
): Promise<Record<string, Judgement>> {
  const now = factory.clock.now()
  const key = typeof ring === 'string' ? (factory.rings.active(ring) ?? expect.fail('no key')) : ring
  const beside = sandbox === null ? undefined : { ask: sandbox ?? ask, now }
  const judges = createTrustModeJudges({ config, sandbox: beside, caller })
  const question = { authorization, expected: { issuer, audience: 'serviceb' }, keys: await judgeKeysOf(key), now }
  const all = await Promise.all(judges.map((judge) => judge.judge({ ...question, ...changes })))
  return Object.fromEntries(all.map((each) => [each.judge, each]))
}

const bearer = (token: string) => [`Bearer ${token}`]
const believers = (all: Record<string, Judgement>) =>
  Object.values(all)
    .filter(({ believed }) => believed)
    .map(({ judge }) => judge)

const selfSigned = () => {
  const iat = Math.floor(factory.clock.now() / 1000)
  return signToken({ iss: SELF, sub: 'servicea', aud: 'serviceb', iat, exp: iat + 10, jti: 'one' }, own, 'JWT')
}

const relayOn = async (piko: object) => {
  const token = await factory.mint({ signedBy: { ring: 'servicea' }, claims: { piko } })
  return (await judged(bearer(token), 'servicea', PLAIN))['relay']
}

describe('each mode believes the tokens that it is for', () => {
  test('of a ring: whoever asks the factory, and whoever has its key set', async () => {
    const all = await judged(bearer(await factory.mint({ signedBy: { ring: 'servicea' } })), 'servicea', PLAIN)
    expect(believers(all)).toEqual(['ask-factory', 'key-set', 'people'])
    expect(all['pinned-key']).toMatchObject({ decidedBy: 'lifetime', reason: 'lifetime-too-long', status: 401 })
    expect(all['access-token']).toMatchObject({ decidedBy: 'type', reason: 'wrong-type' })
    expect(all['introspection']).toMatchObject({ outcome: 'refused', decidedBy: 'type' })
    expect(all['relay']).toMatchObject({ decidedBy: 'permission', reason: 'claim-not-allowed', status: 403 })
  })

  test('of the main issuer, and of another one: by its keys, and by introspection', async () => {
    for (const [by, ring, iss] of [
      ['@', '@', MAIN_URL],
      ['demo', '@demo', `${MAIN_URL}/issuers/demo`],
    ] as const) {
      // prettier-ignore
      const all = await judged(bearer(await factory.mint({ signedBy: { issuer: by } })), ring, iss)
      expect(believers(all)).toEqual(['access-token', 'introspection'])
      expect(all['introspection']?.checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['signature', 'revocation', 'rules-here'])) // prettier-ignore
    }
  })

  test('of a service that signs itself: whoever has its key', async () => {
    const all = await judged(bearer(await selfSigned()), own, SELF)
    expect(believers(all)).toEqual(['pinned-key', 'key-set', 'people'])
    expect(all['ask-factory']).toMatchObject({ decidedBy: 'key', reason: 'unknown-key', status: 401 })
  })

  test('of whoever may use an endpoint: the relay, by its list alone', async () => {
    expect(await relayOn({ endpoints: ['serviceb'] })).toMatchObject({ believed: true, status: 200 })
    expect(await relayOn({ endpoints: [] })).toMatchObject({ decidedBy: 'permission', status: 403 })
  })
})

test('a revoked token: by introspection alone it is refused, and that is a check', async () => {
  const token = await factory.grant('servicea')
  await factory.post('/revoke', { token }, 'servicea').expect(200)
  const all = await judged(bearer(token), '@', MAIN_URL)
  expect(all['access-token']?.believed).toBe(true)
  expect(all['introspection']).toMatchObject({ decidedBy: 'revocation', reason: 'revoked-token' })
})

test('who calls is whose ring it is, else whom the token speaks of: another subject is refused', async () => {
  const token = bearer(await factory.mint({ signedBy: { ring: 'servicea' }, claims: { sub: 'mallory' } }))
  const all = await judged(token, 'servicea', PLAIN, { caller: 'servicea' })
  expect([all['key-set']?.decidedBy, all['ask-factory']?.decidedBy]).toEqual(['subject', 'subject'])
  const alone = await judged(token, 'servicea', PLAIN)
  expect([alone['key-set']?.believed, alone['ask-factory']?.decidedBy]).toEqual([true, 'ring'])
})

describe('what is asked of B by its clients', () => {
  test.each([
    ['no token', [], 401, 'no-credentials'],
    ['two of them', ['Bearer a', 'Bearer b'], 400, 'invalid-request'],
    ['another scheme', ['Basic YTpi'], 401, 'no-credentials'],
  ])('%s: every mode answers by the credentials alone', async (_what, authorization, status, reason) => {
    for (const judgement of Object.values(await judged(authorization, '@', MAIN_URL))) {
      expect(judgement).toMatchObject({ status, reason, decidedBy: 'credentials', outcome: 'refused' })
      expect(judgement.checks.slice(1).every(({ outcome }) => outcome === 'never-reached')).toBe(true)
    }
  })

  test('a refusal says what a client is told', async () => {
    const all = await judged(bearer('rubbish'), '@', MAIN_URL)
    const { answer } = all['access-token'] ?? expect.fail('no judgement')
    expect(answer?.headers['www-authenticate']).toMatch(/^Bearer realm="serviceb", error="invalid_token"/)
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ valid: false, reason: 'malformed' })
  })
})

const away: AskProcess = () => Promise.reject(new Problem('peer-unreachable', 'jwt-factory cannot be reached.'))

describe('who would ask the factory cannot judge', () => {
  const asking = ['ask-factory', 'introspection']

  test.each([
    ['without one', { sandbox: null }, /Start it: npm start/],
    ['about another moment', { now: 1 }, /another moment/],
    ['while it is away', { sandbox: away }, /cannot be reached/],
  ])('%s, and says why; the others do', async (_when, changes, words) => {
    const all = await judged(bearer(await factory.mint({})), '@', MAIN_URL, changes)
    const cannot = Object.values(all).filter(({ outcome }) => outcome === 'cannot-judge')
    expect(cannot.map(({ judge }) => judge)).toEqual(asking)
    for (const each of cannot) expect(each).toMatchObject({ believed: false, status: 0, reason: expect.stringMatching(words) }) // prettier-ignore
  })
})

test('whatever is sent, none throws, and none believes it; nothing is left behind', async () => {
  const { rings, control, logs } = factory
  const good = await factory.mint({ signedBy: { ring: 'servicea' } })
  const before = { ids: rings.ids(), captured: control.capture.list({}).length }
  const logged = logs.length
  for (const text of ['', '.'.repeat(3000), 'a'.repeat(99_000), ...(await allHostileTokens(good))])
    expect(believers(await judged(bearer(text), 'servicea', PLAIN))).toEqual([])
  await judged(bearer(good), 'servicea', PLAIN, { caller: 'never-heard-of' })
  expect({ ids: rings.ids(), captured: control.capture.list({}).length }).toEqual(before)
  expect(logs.slice(logged).filter((line) => line.includes('token-rejected'))).toEqual([])
})
