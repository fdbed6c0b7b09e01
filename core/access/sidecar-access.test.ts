import { expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { StoreUnavailable } from '../store/store.ts'
import {
  freshId,
  GOOD_HEADER,
  keyServer,
  openSidecar,
  outcomeOf,
  SIDECAR_CONFIG,
  SIDECAR_NOW,
  signed,
  tracedContext,
  withClaims,
  withToken,
} from './dialects/dialect.fixture.ts'
import { createSidecarAccess } from './sidecar-access.ts'
import type { SidecarAccessConfig } from './sidecar-config.ts'

const NONE: Partial<SidecarAccessConfig> = { nonces: { type: 'none' } }

test('a token is used once, whoever else knows it: an unsigned copy uses up nothing', async () => {
  const { decide } = openSidecar()
  const token = signed()
  const copy = await hostileToken('sig-empty', token)
  expect(outcomeOf(await decide(withToken(copy)))).toEqual(['signature-missing', 401])
  expect(outcomeOf(await decide(withToken(`${copy}AAAA`)))).toEqual(['signature-mismatch', 401])
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['believed'])
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['replayed', 401])
})

test('dialect jwtproxy lets an unsigned copy use up the token (W2)', async () => {
  const { decide } = openSidecar({ dialect: 'jwtproxy' })
  const token = signed()
  expect(outcomeOf(await decide(withToken(await hostileToken('sig-empty', token))))).toEqual([
    'signature-mismatch',
    403,
  ])
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['replayed', 403])
})

test('an honest second try after an outage of the keys is fine; in dialect jwtproxy it is not (W6)', async () => {
  for (const [dialect, status, second] of [
    ['strict', 503, ['believed']],
    ['jwtproxy', 403, ['replayed', 403]],
  ] as const) {
    const { decide, world } = openSidecar({ dialect })
    const token = signed()
    world.keys = 'away'
    expect(outcomeOf(await decide(withToken(token)))).toEqual(['cannot-decide', status])
    world.keys = 'there'
    expect(outcomeOf(await decide(withToken(token)))).toEqual(second)
  }
})

test('ids are used up for each issuer alone; in dialect jwtproxy one can use up those of another (W7)', async () => {
  for (const [dialect, second] of [
    ['strict', 'believed'],
    ['jwtproxy', 'replayed'],
  ] as const) {
    const { decide } = openSidecar({ dialect, issuers: 'any', claimsVerifiers: [] })
    const jti = freshId()
    expect(outcomeOf(await decide(withToken(withClaims({ jti, iss: 'JWTproxy' }))))).toEqual(['believed'])
    expect(outcomeOf(await decide(withToken(withClaims({ jti }))))[0]).toBe(second)
  }
})

test('a store of several verifiers catches a replay at any of them, and when it is away nobody gets in', async () => {
  const { clock } = openSidecar()
  const store = createMemoryStore(clock)
  const nonces = { type: 'store' } as const
  const [one, two] = [openSidecar({ nonces }, { store, clock }), openSidecar({ nonces }, { store, clock })]
  const token = signed()
  expect(outcomeOf(await one.decide(withToken(token)))).toEqual(['believed'])
  expect(outcomeOf(await two.decide(withToken(token)))).toEqual(['replayed', 401])
  const away = { add: () => Promise.reject(new StoreUnavailable('connect ECONNREFUSED 10.0.0.1')) }
  const third = openSidecar({ nonces }, { store: away })
  expect(outcomeOf(await third.decide(withToken(signed())))).toEqual(['cannot-decide', 503])
  expect(third.logged).toMatchObject([
    { event: 'access-undecided', check: 'replay', error: expect.stringContaining('ECONNREFUSED') },
  ])
})

test('without a memory for ids a token comes again, and its signature is not computed again', async () => {
  const { access, world } = openSidecar(NONE)
  const token = signed()
  const [first, second] = [tracedContext(), tracedContext()]
  for (const { context } of [first, second]) await access.decide(withToken(token), context)
  const signatureOf = ({ checks }: typeof first) => checks().find(({ check }) => check === 'signature')
  expect(signatureOf(first)).toEqual({ check: 'signature', rule: expect.any(String), outcome: 'passed' })
  expect(signatureOf(second)).toMatchObject({ outcome: 'passed', cached: true })
  expect(second.checks().at(-1)).toMatchObject({ check: 'replay', outcome: 'skipped' })
  world.keys = 'unknown' // what is remembered is the signature alone
  expect(outcomeOf(await access.decide(withToken(token), first.context))).toEqual(['unknown-key', 401])
})

test('the key is asked for of the very issuer of the token, and of none that is not on the list', async () => {
  const { decide, world } = openSidecar()
  await decide(withToken(withClaims({ iss: 'somebody' })))
  await decide(withToken(withClaims({ aud: 'http://elsewhere' })))
  await decide(withToken(withClaims({ exp: SIDECAR_NOW - 1000, iat: SIDECAR_NOW - 1100 })))
  for (const kid of ['', 'my\nkey', 'my key', 'mykey\u00e9', 'k'.repeat(257)])
    await decide(withToken(signed({ ...GOOD_HEADER, kid })))
  expect(world.asked).toEqual([])
  await decide(withToken(signed()))
  expect(world.asked).toEqual(['jwtproxy'])
})

test('a token that is not allowed is not used up: it may be allowed elsewhere', async () => {
  const { clock } = openSidecar()
  const parts = { store: createMemoryStore(clock), clock }
  const nonces = { type: 'store' } as const
  const token = withClaims({ level: 1 })
  const strict = openSidecar({ nonces, claimsVerifiers: [{ level: 5 }] }, parts)
  expect(outcomeOf(await strict.decide(withToken(token)))).toEqual(['claim-not-allowed', 403])
  expect(outcomeOf(await openSidecar({ nonces, claimsVerifiers: [] }, parts).decide(withToken(token)))).toEqual([
    'believed',
  ])
})

test.each(['iss', 'exp', 'iat', 'jti'])('a token without %s is told which claim it lacks', async (claim) => {
  const decision = await openSidecar({ issuers: 'any' }).decide(withToken(withClaims({ [claim]: undefined })))
  expect(outcomeOf(decision)).toEqual(['missing-claim', 401])
  expect('answer' in decision && JSON.parse(decision.answer.body)).toMatchObject({ claim })
})

test('whoever is believed is believed until the token is over; in dialect jwtproxy for ever', async () => {
  for (const [dialect, until] of [
    ['strict', (SIDECAR_NOW + 310) * 1000],
    ['jwtproxy', Infinity],
  ] as const)
    expect(await openSidecar({ dialect, maxSkew: 10_000 }).decide(withToken(signed()))).toMatchObject({ until })
})

test('what is missing is said when it is opened, not when somebody calls', () => {
  const { clock } = openSidecar()
  const parts = { clock, log: { warn() {} } }
  const open = (changes: Partial<SidecarAccessConfig>, more = {}) =>
    createSidecarAccess({ ...SIDECAR_CONFIG, ...changes }, { ...parts, ...more })
  const { world: _world, ...keys } = keyServer()
  expect(() => open({})).toThrow(new TypeError('the sidecar needs keys'))
  expect(() => open({ dialect: 'jwtproxy' })).toThrow(new TypeError('the sidecar needs findLax'))
  expect(() => open({ nonces: { type: 'store' } }, keys)).toThrow(new TypeError('the sidecar needs store'))
  expect(() => open({ dialect: 'jwtproxy', nonces: { type: 'store' } })).toThrow(/has no store/)
  for (const dialect of ['strict', 'jwtproxy'] as const)
    expect(() => open({ dialect, audience: 'nowhere' }, keys)).toThrow(/not an/)
})

test('a token is remembered until it is over, and the timer ends with the sidecar', async () => {
  const { decide, clock, access } = openSidecar({ nonces: { type: 'local', purgeInterval: 1000 }, maxSkew: 0 })
  const token = signed()
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['believed'])
  clock.advance({ seconds: 299 })
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['replayed', 401])
  clock.advance({ seconds: 1 })
  expect(outcomeOf(await decide(withToken(token)))).toEqual(['expired', 401])
  access.close()
})

test('a refusal is logged with its reason, its check and no token; that nothing was sent is no event', async () => {
  const { decide, logged } = openSidecar()
  await decide({ ...withToken(''), authorization: [] })
  const token = withClaims({ aud: 'http://elsewhere' })
  await decide(withToken(token))
  expect(logged).toEqual([
    {
      event: 'token-rejected',
      reason: 'wrong-audience',
      check: 'audience',
      dialect: 'strict',
      token: expect.stringMatching(/^jwt:[0-9a-f]{8}$/),
      traceId: 'a'.repeat(32),
    },
  ])
})
