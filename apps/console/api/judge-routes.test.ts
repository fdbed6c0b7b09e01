import { expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { openScriptedConsole } from '../test-console.ts'

const NOW = Date.parse('2026-02-03T10:00:00.000Z')
const key = await generateSigningKey('ES256', 0)
const iat = NOW / 1000
const CLAIMS = { iss: 'https://jwt-factory/', sub: 'servicea', aud: 'serviceb', iat, exp: iat + 60, jti: 'x' }
const token = await signToken(CLAIMS, key, 'JWT')
const sets = [
  { name: 'the main issuer', issuers: ['https://main.test'], keys: [key.publicJwk] },
  { name: 'the ring servicea', caller: 'servicea', issuers: [CLAIMS.iss], keys: [key.publicJwk] },
]

const openJudging = () =>
  openScriptedConsole({
    answer: (name, { path }) => {
      if (name !== 'jwt-factory') return undefined
      if (path === '/control/keys') return { status: 200, body: { now: NOW, sets } }
      if (path === '/keys/servicea/jwks') return { status: 200, body: { keys: [key.publicJwk] } }
      if (path === '/control/mint') return { status: 200, body: `${token}\n` }
      return { status: 503, body: { detail: 'It is told to be away.' } }
    },
  })

const believersIn = (body: { judgements: { judge: string; believed: boolean }[] }) =>
  body.judgements.filter(({ believed }) => believed).map(({ judge }) => judge)

test('every judge says what it says, by keys that are found, and the token is in no log', async () => {
  const { post, logs, asked } = await openJudging()
  const { body } = await post('/control/judge', { token: `Bearer ${token}` }).expect(200)
  expect(believersIn(body)).toEqual(expect.arrayContaining(['strict', 'kong', 'key-set', 'people']))
  expect(body).toMatchObject({
    keys: { from: 'the ring servicea', ids: [{ kid: key.kid, algorithm: 'ES256' }] },
    expected: { issuer: CLAIMS.iss, audience: 'serviceb' },
    now: NOW,
  })
  expect(body.differences.length).toBeGreaterThan(0)
  const asking = body.judgements.find(({ judge }: { judge: string }) => judge === 'ask-factory')
  expect(asking).toMatchObject({ outcome: 'cannot-judge', reason: 'It is told to be away.' })
  expect([...logs, ...asked.map(({ question }) => question.path)].join('\n')).not.toContain(token.split('.')[2])
})

test('whole headers, a name, another moment, other expectations and other keys are taken', async () => {
  const { post } = await openJudging()
  const judged = async (order: object) => (await post('/control/judge', order).expect(200)).body
  expect(believersIn(await judged({ named: 'valid' }))).toContain('strict')
  expect((await judged({ named: 'no-token' })).judgements[0]).toMatchObject({ status: 401, reason: 'no-credentials' })
  expect((await judged({ authorization: [`Bearer ${token}`, 'Bearer x'] })).judgements[0].status).toBe(400)
  expect((await judged({ token, at: NOW / 1000 + 61 })).judgements[0].reason).toBe('expired')
  expect((await judged({ token, at: '2026-02-03 10:01:01' })).judgements[0].reason).toBe('expired')
  expect((await judged({ token, aud: 'servicec' })).judgements[0].reason).toBe('wrong-audience')
  for (const keys of [JSON.stringify(key.publicJwk), 'http://localhost:5555/keys/servicea/jwks'])
    expect(believersIn(await judged({ token, keys }))).toContain('strict')
})

test('without a sandbox both ways out are said; keys that are given do without it', async () => {
  const { post } = await openScriptedConsole()
  const { status, body } = await post('/control/judge', { token })
  expect([status, body.detail]).toEqual([502, expect.stringMatching(/npm start.*--keys FILE/)])
  const given = { token, keys: JSON.stringify(key.publicJwk), iss: CLAIMS.iss }
  expect(believersIn((await post('/control/judge', given).expect(200)).body)).toContain('strict')
  const nobody = await post('/control/judge', { token, keys: given.keys })
  expect([nobody.status, nobody.body.detail]).toEqual([400, expect.stringContaining('issuer')])
})

test.each([
  [{}, 400],
  [{ token, named: 'valid' }, 400],
  [{ named: 'never-heard-of' }, 400],
  [{ authorization: Array.from({ length: 11 }, () => 'x') }, 400],
  [{ token, iss: '' }, 400],
  [{ token, at: 'tomorrow' }, 400],
  [{ token, keys: 'http://169.254.169.254/latest' }, 400],
  [{ token, keys: 'file:///etc/passwd' }, 400],
  [{ token: 'a'.repeat(110_000) }, 413],
])('an order that does not fit is refused: %.60j', async (order, status) => {
  const { post } = await openJudging()
  await post('/control/judge', order).expect(status)
})

test('a few questions are judged at once, and whoever is not answered in time is told', async () => {
  const waiting = Promise.withResolvers<{ status: number; body: object }>()
  let asked = 0
  const reached = Promise.withResolvers<void>()
  const { post, clock } = await openScriptedConsole({
    answer: (name) => {
      if (name === 'jwt-factory' && ++asked === 4) reached.resolve()
      return name === 'jwt-factory' ? waiting.promise : undefined
    },
  })
  const under = Array.from({ length: 4 }, () => post('/control/judge', { token }).then(({ status }) => status))
  await reached.promise
  await post('/control/judge', { token }).expect(429)
  clock.advance({ seconds: 20 })
  expect(await Promise.all(under)).toEqual([504, 504, 504, 504])
  await post('/control/judge', { token }).expect(429) // they still go on
  waiting.resolve({ status: 200, body: { now: NOW, sets } })
})

test('a program of this machine asks without a page; a page of another origin is refused', async () => {
  const { http } = await openJudging()
  const ask = () => http.post('/control/judge').send({ token })
  expect(believersIn((await ask().expect(200)).body)).toContain('strict')
  for (const header of [{ origin: 'https://other.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const { body } = await ask().set(header).expect(403)
    expect(body.type).toContain('foreign-origin')
  }
  await http.post('/control/judge').set('content-type', 'text/plain').send(JSON.stringify({ token })).expect(415)
})
