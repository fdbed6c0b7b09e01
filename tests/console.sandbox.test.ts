import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { forgedKid, kindsOfTokens } from './support/judged-kinds.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { askAsPage, openTestConsole, type TestConsole } from './support/test-console.ts'

const scenarios = await loadScenarios()

let sandbox: TestSandbox
let console: TestConsole
let ask: Awaited<ReturnType<typeof askAsPage>>
beforeAll(async () => {
  sandbox = await openTestSandbox()
  console = await openTestConsole(sandbox)
  ask = await askAsPage(console.url)
})
afterAll(async () => {
  await console.close()
  await sandbox.close()
})

/** Whatever leaves the console of a play. */
const formsOf = (id: string) => [
  `/plays/${id}/export.json`,
  `/plays/${id}/export.md`,
  `/api/plays/${id}`,
  `/plays/${id}`,
  `/plays/${id}?beside=${id}`,
  '/api/plays',
  '/plays',
  '/control',
  '/keys',
  '/api/workshop',
  '/workshop/report.md',
]

describe('a play from the pages, whose raw tokens are held', () => {
  const holding = new Set<number>()

  test.each(scenarios.map(({ number, title }) => [number, title]))(
    'scenario %i: no raw token, and no signature, is in an export, an answer, a page or the log',
    async (scenario) => {
      const { body: play } = await ask('/api/plays', { scenario, query: {} })
      const { tokens } = (await ask(`/api/plays/${play.traceId}/tokens`)).body
      const secrets: string[] = tokens.flatMap(({ token }: { token: string }) => [token, ...token.split('.').slice(1)])
      if (secrets.length > 0) holding.add(scenario)
      const texts = await Promise.all(
        formsOf(play.traceId).map(async (path) => {
          const { status, text } = await ask(path, undefined, path.startsWith('/api') ? '*/*' : 'text/html')
          expect(status, path).toBe(200)
          return [path, text] as const
        }),
      )
      for (const [path, text] of [...texts, ['the log', console.logs.join('\n')] as const]) {
        expect(text, path).not.toMatch(/eyJ[\w-]*\.eyJ/)
        for (const secret of secrets) expect(text.includes(secret), path).toBe(false)
      }
    },
  )

  test('of nearly all scenarios there are some', () => expect(holding.size).toBeGreaterThan(10))
})

/** Signs claims that are good there but for who signs them, and shows them. @returns what the service said, with its trace */
async function show(signer: object, { scenario, to, kind, aud = to }: Record<string, string | number>) {
  const { presets } = (await ask('/api/bench/choices')).body
  const { type: typ, issuer: iss } = presets.find(({ id }: { id: string }) => id === `${to} ${kind}`)
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss, aud, sub: 'servicea', client_id: 'servicea', iat, exp: iat + 60, jti: crypto.randomUUID() }
  const order = { signer, header: JSON.stringify({ typ }), payload: JSON.stringify(claims) }
  const { token } = (await ask('/api/bench/sign', order)).body
  const { body: answer } = await ask('/api/bench/send', { token, to, scenario })
  return { token: String(token), answer, trace: (await ask(`/api/plays/${answer.traceId}`)).body }
}

describe('a token that is signed on the bench, and shown to a service', () => {
  const RING = { kind: 'ring', name: 'servicea' }
  const ISSUER = { kind: 'issuer', name: '@' }
  const SERVICE = { kind: 'service', name: 'servicea' }
  const STRANGER = { kind: 'stranger' }
  const NOBODY = { kind: 'nobody' }
  const SIGNERS = [RING, ISSUER, SERVICE, STRANGER, NOBODY]

  describe.each([
    ['B asks the factory', { scenario: 1, to: 'serviceb', kind: 'plain' }, RING],
    ['C asks the factory', { scenario: 2, to: 'servicec', kind: 'plain' }, RING],
    ['B has the key of its caller', { scenario: 3, to: 'serviceb', kind: 'selfSigned' }, SERVICE],
    ['C has the key of its caller', { scenario: 4, to: 'servicec', kind: 'selfSigned' }, SERVICE],
    ['B has the key set', { scenario: 5, to: 'serviceb', kind: 'plain' }, RING],
    ['B wants an access token', { scenario: 8, to: 'serviceb', kind: 'accessToken' }, ISSUER],
    ['C wants an access token', { scenario: 8, to: 'servicec', kind: 'accessToken' }, ISSUER],
  ])('%s', (_what, where, trusted) => {
    test('of the one that is trusted there it is believed, and its trace says by which checks', async () => {
      const { answer, trace } = await show(trusted, where)
      expect([answer.status, answer.outcome]).toEqual([200, { outcome: 'good' }])
      expect(trace.steps[0]).toMatchObject({ who: 'console', verb: 'sends', to: where.to })
      const checks = trace.steps.findLast(({ checks: all }: { checks?: object[] }) => all)?.checks
      expect(checks).toContainEqual(expect.objectContaining({ check: 'signature', outcome: 'passed' }))
      expect(trace.steps.map(({ verb }: { verb: string }) => verb)).toContain('believes')
    })

    test.each(SIGNERS.filter((each) => each !== trusted))(
      'signed by %j it is refused, and by which check',
      async (signer) => {
        const { token, answer, trace } = await show(signer, where)
        const check =
          signer === NOBODY ? 'form' : signer === STRANGER && where.kind === 'accessToken' ? 'signature' : 'key'
        expect([answer.status, answer.outcome]).toMatchObject([401, { outcome: 'refused', check }])
        expect(answer.challenge).toMatch(/^Bearer realm="service[bc]", error="invalid_token"/)
        expect(trace.outcome).toMatchObject({ outcome: 'refused', check })
        const failed = trace.steps.flatMap(({ checks = [] }: { checks?: { outcome: string }[] }) => checks)
        expect(failed).toContainEqual(expect.objectContaining({ check, outcome: 'failed' }))
        const kept = await ask(`/plays/${answer.traceId}/export.json`)
        for (const part of token.split('.').slice(1).filter(Boolean)) expect(kept.text.includes(part)).toBe(false)
      },
    )
  })

  test('C refuses one that is good for B', async () => {
    const { answer } = await show(ISSUER, { scenario: 8, to: 'servicec', kind: 'accessToken', aud: 'serviceb' })
    expect([answer.status, answer.outcome]).toMatchObject([401, { outcome: 'refused', check: 'audience' }])
  })
})

const { leftBehind, minted, person, ofService, loggedIn } = kindsOfTokens(() => sandbox)

describe('a token before every judge', () => {
  test.each([
    ['of a ring', () => minted({ ring: 'servicea' }), ['ask-factory', 'key-set'], 'the ring servicea', 'serviceb'],
    [
      'of the main issuer',
      () => minted({ issuer: '@' }),
      ['access-token', 'introspection'],
      'the main issuer',
      'serviceb',
    ],
    [
      'of a named issuer',
      () => minted({ issuer: 'demo' }),
      ['access-token', 'introspection'],
      'the issuer demo',
      'serviceb',
    ],
    ['that A signed itself', ofService, ['pinned-key'], 'servicea itself', 'serviceb'],
    ['of a person', person, ['people'], 'the people of plays', 'serviceb'],
    [
      'for the relay',
      () => minted({ ring: 'relay' }, { aud: 'relay', piko: { endpoints: ['serviceb'] } }),
      ['relay'],
      'the ring relay',
      'relay',
    ],
  ])('one %s: its own trust mode believes it, and nothing is left behind', async (_of, make, believers, from, aud) => {
    const token = await make()
    expect(token).toMatch(/^ey.*\..*\./)
    const before = await leftBehind()
    const { status, body } = await ask('/control/judge', { token, aud })
    expect([status, body.detail]).toEqual([200, undefined])
    const believed = body.judgements.filter((each: { believed: boolean }) => each.believed)
    expect(believed.map(({ judge }: { judge: string }) => judge)).toEqual(expect.arrayContaining(believers))
    expect(body.keys.from).toBe(from)
    const again = await ask('/control/judge', { token, aud })
    expect(again.body.judgements).toEqual(body.judgements)
    expect(await leftBehind()).toEqual(before)
  })

  test('of the login issuer: its keys are found by what it says, and nothing is left behind', async () => {
    const { iss, kid } = await loggedIn()
    const token = await minted({ issuer: '@' }, { iss, aud: 'https://webui' })
    const before = await leftBehind()
    const { body } = await ask('/control/judge', { token: forgedKid(token, kid), aud: 'https://webui' })
    expect(body).toMatchObject({ keys: { from: 'the login issuer' }, expected: { issuer: iss } })
    expect(
      body.judgements
        .filter((each: { believed: boolean }) => each.believed)
        .map(({ judge }: { judge: string }) => judge),
    ).not.toContain('strict')
    expect(await leftBehind()).toEqual(before)
  })

  test('one that the sandbox makes by its name', async () => {
    const { body } = await ask('/control/judge', { named: 'exp-30s-ago' })
    const of = (id: string) => body.judgements.find(({ judge }: { judge: string }) => judge === id)
    expect([of('strict').reason, of('kong').believed, of('introspection').reason]).toEqual(['expired', true, 'expired'])
    expect(body.differences.length).toBeGreaterThan(0)
  })
})
