import { CATALOGUE } from '#attacks'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIssuer } from '../start-issuer.ts'
import type { BadTokenId, TestIssuerKit } from '../testing.ts'
import { ACTOR_CASES, CASES_FOR_ALL, LEEWAY_CASES, SCOPE_CASES, idsIn } from './token-case-ids.ts'

const [first, ...others] = ALL_ALGORITHMS
let issuer: TestIssuerKit<string>
beforeAll(async () => {
  issuer = await startIssuer({ audiences: ['orders', 'billing'], algorithms: [first as 'ES256', ...others] })
})
afterAll(() => issuer.stop())

const headerOf = (token: string) => JSON.parse(atob(token.split('.')[0] ?? ''))

const FACTS = { scope: 'orders.read', actor: 'servicea', leeway: 60 }
const anyId = (id: string) => id as 'exp-past' // the others are tried, too

/** What the issuer does not have by itself, or a name that leaves no room. */
const NOT_WITH_ALL_KEYS = ['alg-not-in-allow-list', 'iss-http', 'iss-port', 'ok-kid-missing-single']

test('each case of the catalogue that is a token and nothing else is made, and no other', async () => {
  const made: string[] = []
  for (const { id } of CATALOGUE) {
    const attempts = await issuer.attempts(anyId(id), FACTS).catch(() => [])
    if (attempts.length > 0) made.push(id)
  }
  const told = [CASES_FOR_ALL, SCOPE_CASES, ACTOR_CASES, LEEWAY_CASES].flatMap(idsIn)
  expect([...made, ...NOT_WITH_ALL_KEYS.filter((id) => !made.includes(id))].sort()).toEqual(told.sort())
})

test('so is each token of the table of judges that needs no more', async () => {
  for (const id of NAMED_TOKEN_IDS) {
    if ('brought' in NAMED_TOKENS[id] && NAMED_TOKENS[id].brought !== undefined) continue
    expect(await issuer.bad(id as BadTokenId & 'exp-past')).not.toBe('')
  }
})

test('a case that takes an algorithm which is not enabled is made where it says so', async () => {
  const token = await issuer.bad('alg-not-in-allow-list', { algorithms: ['ES256'] })
  expect(headerOf(token).alg).not.toBe('ES256')
})

test('after a change of keys a bad token has the key that signs now', async () => {
  await using changing = await startIssuer({ tls: false })
  const kids = async () => [headerOf(await changing.bad('exp-past')).kid, headerOf(await changing.token()).kid]
  const seen = [await kids()]
  await changing.keys.rotate()
  seen.push(await kids())
  await changing.keys.revoke()
  seen.push(await kids())
  for (const [bad, good] of seen) expect(bad).toBe(good)
  expect(new Set(seen.flat()).size).toBe(3)
})

test('one of several spellings is chosen by its label or its number', async () => {
  const all = await issuer.attempts('type-typ-other')
  expect(all.length).toBeGreaterThan(3)
  const label = all[2]?.label ?? ''
  expect(headerOf(await issuer.bad('type-typ-other', { attempt: label })).typ).toBe(headerOf(all[2]?.token ?? '').typ)
  expect(headerOf(await issuer.bad('type-typ-other', { attempt: 2 })).typ).toBe(headerOf(all[2]?.token ?? '').typ)
  await expect(issuer.bad('type-typ-other', { attempt: 'x' })).rejects.toThrow('has no attempt "x". It has 0: ')
})

test('what cannot be made says why, and what to do', async () => {
  await expect(issuer.bad(anyId('life-replay'))).rejects.toThrow(
    'life-replay is no token alone ("The same token comes twice, where it may be used once"): npm run probe -- --only life-replay sends it.',
  )
  await expect(issuer.bad(anyId('dialect-kong-forged-is-anonymous'))).rejects.toThrow('about a party of the sandbox')
  await expect(issuer.bad(anyId('exp-past!'))).rejects.toThrow('There is no case "exp-past!". Did you mean "exp-past"?')
  await expect(issuer.bad('aud-other-service', { audience: 'oders' })).rejects.toThrow('"oders" was not declared')
  await expect(issuer.must({ audience: 'oders' })).rejects.toThrow('"oders" was not declared')
  await expect(issuer.bad('scope-missing', {} as never)).rejects.toThrow('scope-missing takes the scope that')
  await using small = await startIssuer({ tls: false })
  expect(await small.bad('ok-kid-missing-single')).not.toBe('')
  await expect(small.bad('sig-rsa-hash-mismatch')).rejects.toThrow(
    "sig-rsa-hash-mismatch cannot be made: the target has not enabled RS256. Its keys: startIssuer({ algorithms: ['ES256', … ] }).",
  )
})
