import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { openExpressBearerJudge } from './express-oauth2-jwt-bearer.ts'
import { makeToken, outcomes, questionFor, wrongOrder, type TokenFaults } from './library-question.fixture.ts'

const now = () => Math.floor(systemClock.now() / 1000)
const judge = openExpressBearerJudge([import.meta.dirname], systemClock)
const ask = async (authorization: readonly string[]) => judge.judge(await questionFor(authorization, now()))
const asked = (faults: TokenFaults) => ask([`Bearer ${makeToken(faults, now())}`])

test('the title says which version runs', () => {
  expect(judge.title).toMatch(/^express-oauth2-jwt-bearer \d+\.\d+\.\d+ in/)
})

test('where it is not installed nobody is asked, and the judge says how to install it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const absent = openExpressBearerJudge([folder], systemClock)
  expect(await absent.judge(await questionFor([], now()))).toMatchObject({
    outcome: 'cannot-judge',
    status: 0,
    reason: expect.stringContaining('npm install --no-save express-oauth2-jwt-bearer'),
  })
})

test('a good token is believed, and what was not there was not checked', async () => {
  const { believed, status, checks, answer } = await asked({})
  expect({ believed, status, answer }).toEqual({ believed: true, status: 200, answer: undefined })
  expect(outcomes(checks)).toMatchObject({
    signature: 'passed',
    nbf: 'nothing-to-check',
    exp: 'passed',
    jti: 'nothing-to-check',
  })
})

test.each([
  ['an hour ahead, when it is over', 3600, 'exp lies between'],
  ['an hour behind, when it was not valid yet', -3600, 'nbf lies between'],
  ['so near to its end that it might be over', 290, 'exp lies between'],
  ['ahead, and it is valid all the time', 200, undefined],
])('a question of another time: %s', async (_what, ahead, why) => {
  const token = makeToken({ claims: { nbf: now() - 300 } }, now())
  const question = await questionFor([`Bearer ${token}`], now() + ahead)
  const expected =
    why === undefined ? { believed: true } : { outcome: 'cannot-judge', reason: expect.stringContaining(why) }
  expect(await judge.judge(question)).toMatchObject(expected)
})

test('the answer is the one that a client gets, without a stack, and nothing is written to the log', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => log.mockRestore())
  const { answer, status } = await asked({ claims: { aud: 'servicec' } })
  expect(status).toBe(401)
  expect(answer).toMatchObject({
    status: 401,
    headers: {
      'www-authenticate': `Bearer realm="api", error="invalid_token", error_description="Unexpected 'aud' value", DPoP algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES256K ES384 ES512 EdDSA"`,
      'content-type': 'text/html; charset=utf-8',
    },
    body: expect.stringContaining('<pre>Unauthorized</pre>'),
  })
  expect(log).not.toHaveBeenCalled()
})

test('what stands in the environment of this process is not what it goes by', async () => {
  for (const name of ['SECRET', 'ISSUER_BASE_URL', 'TOKEN_SIGNING_ALG', 'JWKS_URI', 'ISSUER', 'AUDIENCE'])
    vi.stubEnv(name, 'https://other.example')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await asked({})).toMatchObject({ believed: true })
})

test('it looks at things in the order that is told', async () => {
  const faults = {
    form: { header: { crit: ['x'], x: 1 } },
    key: { header: { kid: 'key-2' } },
    signature: { signedBy: 'stranger' },
    claims: { payload: '[]' },
    iat: { claims: { iat: 'today' } },
    nbf: { claims: { nbf: now() + 60 } },
    exp: { claims: { exp: now() - 60 } },
    iss: { claims: { iss: 'https://other.example' } },
    aud: { claims: { aud: 'servicec' } },
    'exp is there': { claims: { exp: undefined } },
    sub: { claims: { sub: 1 } },
    client_id: { claims: { client_id: 1 } },
    jti: { claims: { jti: 1 } },
  } as const
  expect(['header', ...Object.keys(faults)]).toEqual((await asked({})).checks.map(({ check }) => check))
  expect(await wrongOrder(judge, faults, now)).toEqual([])
})

const good = () => makeToken({}, now())
test.each([
  ['no header', () => [], 401, 'no-credentials'],
  ['another scheme', () => [`Basic ${good()}`], 400, 'invalid-request'],
  ['two spaces', () => [`Bearer  ${good()}`], 400, 'invalid-request'],
  ['an empty header', () => [''], 400, 'invalid-request'],
  ['more than Node takes', () => [`Bearer ${'a'.repeat(20_000)}`], 431, 'too-large'],
])('%s is refused before the token is read', async (_what, authorization, status, reason) => {
  expect(await ask(authorization())).toMatchObject({ status, reason, decidedBy: 'header' })
})

test('what HTTP cannot carry, or is not answered in time, is no verdict', async () => {
  expect(await ask(['Bearer a\nb'])).toMatchObject({ outcome: 'cannot-judge' })
  const clock = manualClock(systemClock.now())
  const late = openExpressBearerJudge([import.meta.dirname], { ...clock, delay: async () => undefined })
  const question = await questionFor([`Bearer ${good()}`], now())
  expect(await late.judge({ ...question, now: clock.now() })).toMatchObject({
    outcome: 'cannot-judge',
    reason: expect.stringContaining('within 5 s'),
  })
})
