import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { manualClock } from '../clock.ts'
import { loadVerificationKey } from '../keys/verification-key.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { sharedSecret } from '../token/gateway-algorithms.ts'
import { createBlackList } from './black-list.ts'
import { SIDECAR_NOW, signed, OWN_JWK, tracedContext, withClaims } from './dialects/dialect.fixture.ts'
import { consumerClaims, mintShared } from './dialects/kong/stateless-claims.ts'
import { JOHN, KONG_SECRET, kongRequest, kongToken, saidBy, withBearer, type Asked } from './kong-plugin.fixture.ts'
import { createKongStateless, type KongStatelessAccessParts, type StatelessOutput } from './kong-stateless-access.ts'

/** As it was published, with the secret above. */
const PUBLISHED =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3YmNlOTNlMS0wYTkwLTQ4OWMtYzg4Ny1kMzg1NTQ1ZjhmNGIiLCJ1c2VybmFtZSI6ImpvaG5fZG9lIiwiY3VzdG9taWQiOiIxMjM0In0.V7DGbqOPS_MlZOnL_jyFYIH-mxAe-e1l3uuhYgr0vGM'
const FORGED = await hostileToken('sig-bit-flipped', PUBLISHED)
const PAYLOAD = PUBLISHED.split('.')[1]
const E = 'Bearer error="invalid_token"'
const IDENTITY = { 'X-Consumer-ID': JOHN.id, 'X-Consumer-Custom-ID': '1234', 'X-Consumer-Username': 'john_doe' }
const OUTPUT: StatelessOutput = { identity: 'headers', payloadHeader: 'X-Consumer-Claims', claimsToHeaders: [] }
const ofSecret = (secret: string | Buffer = KONG_SECRET) => ({ kind: 'secret', algorithm: 'HS256', secret: sharedSecret(secret) }) as const // prettier-ignore

function open({
  output,
  ...more
}: Partial<Omit<KongStatelessAccessParts, 'output'>> & { output?: Partial<StatelessOutput> } = {}) {
  const clock = manualClock(SIDECAR_NOW * 1000)
  const store = createMemoryStore(clock)
  const blackList = createBlackList(store, clock)
  const parts = { trust: ofSecret(), clock, log: { warn() {} }, output: { ...OUTPUT, ...output } }
  const access = createKongStateless({ ...parts, ...more })
  async function ask(asked: Asked) {
    const trace = tracedContext()
    const decision = await access.decide(kongRequest(asked), trace.context)
    return { decision, said: saidBy(decision), reads: access.reads.of(trace.context), trace }
  }
  return { access, clock, store, blackList, ask }
}

describe('one secret, and it is a text', () => {
  test('the published token is good, and its claims say who asks: nothing is read', async () => {
    const { decision, reads } = await open().ask(withBearer(PUBLISHED))
    expect(decision).toMatchObject({ kind: 'goes-on', headers: IDENTITY, until: Infinity })
    expect(reads).toBe(0)
  })

  test.each(['hex', 'base64'] as const)(
    'with the bytes that the secret would be in %s, it is not',
    async (encoding) => {
      const { said } = await open({ trust: ofSecret(Buffer.from(KONG_SECRET, encoding)) }).ask(withBearer(PUBLISHED))
      expect(said).toEqual([401, '{"message":"Invalid signature"}', E])
    },
  )
})

describe('the gateway mints', () => {
  test('as published, byte by byte', () => {
    expect(mintShared(consumerClaims(JOHN), sharedSecret(KONG_SECRET), 'HS256')).toBe(PUBLISHED)
  })

  test('a consumer without names has no claims for them', () => {
    expect(consumerClaims({ id: 'x' })).toEqual({ sub: 'x' })
  })

  test('otherwise with its time and id, and an end if there is a lifetime; and that is good until then', async () => {
    const claims = consumerClaims(JOHN, { issuedAt: SIDECAR_NOW, tokenId: 'one', lifetime: 60 })
    expect(Object.keys(claims)).toEqual(['sub', 'username', 'customid', 'iat', 'jti', 'exp'])
    const { ask, clock } = open()
    const token = mintShared(claims, sharedSecret(KONG_SECRET), 'HS256')
    expect((await ask(withBearer(token))).said).toEqual([200, 'john_doe'])
    clock.advance({ minutes: 1 })
    expect((await ask(withBearer(token))).said).toEqual([401, '{"exp":"token expired"}', E])
  })
})

/** Of a gateway that gives no times. */
const minted = (jti?: string) => kongToken({ iss: undefined, sub: 'x', ...(jti !== undefined && { jti }) })
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const signedOf = (token: string) => token.slice(0, token.lastIndexOf('.'))
const has = () => Promise.reject(new Error('away'))

describe('the black list costs one read, and none for what fails earlier', () => {
  test.each([
    ['with an id', minted('one')],
    ['without', minted()],
    ['published', PUBLISHED],
  ])('a token %s', async (_what, token) => {
    const { blackList, clock } = open()
    const { ask } = open({ blackList })
    expect(await ask(withBearer(token))).toMatchObject({ said: [200, expect.anything()], reads: 1 })
    const { key, until } = await blackList.put(claimsOf(token), signedOf(token))
    expect(until).toBeUndefined() // it has no end, so neither has the entry
    expect(await ask(withBearer(token))).toMatchObject({ said: [401, '{"message":"Token is on the black list"}', E], reads: 1 }) // prettier-ignore
    clock.advance({ milliseconds: 1e12 })
    expect(await blackList.keys()).toEqual([key])
    expect(await blackList.delete(key)).toBe(true)
    expect((await ask(withBearer(token))).said[0]).toBe(200)
  })

  test.each([
    ['nothing', {}],
    ['a wrong signature', withBearer(FORGED)],
    ['an expired one', withBearer(kongToken({ sub: 'x', exp: 1 }))],
    ['nobody', withBearer(kongToken({}))],
  ])('%s: no read', async (_what, asked) => {
    const { blackList } = open()
    expect(await open({ blackList }).ask(asked)).toMatchObject({ said: [401, expect.anything(), expect.anything()], reads: 0 }) // prettier-ignore
  })

  test('an entry ends some time after its token', async () => {
    const { blackList, clock } = open()
    await blackList.put({ jti: 'one', exp: SIDECAR_NOW + 60 }, '')
    clock.advance({ minutes: 1 })
    expect(await blackList.keys()).toEqual(['jti:one'])
    clock.advance({ milliseconds: 600_001 })
    expect(await blackList.keys()).toEqual([])
  })

  test('a list that cannot be read lets nobody in', async () => {
    const { said } = await open({ blackList: { ...open().blackList, has } }).ask(withBearer(PUBLISHED))
    expect(said).toEqual([503, '{"message":"The black list cannot be read at the moment"}'])
  })
})

describe('with a public key alone', () => {
  test('tokens of whoever has the other half are good, and none of a secret', async () => {
    const trust = { kind: 'public', key: await loadVerificationKey({ ...OWN_JWK, alg: 'RS256' }) } as const
    const { ask } = open({ trust, consumerClaim: 'iss' })
    expect((await ask(withBearer(signed()))).decision).toMatchObject({ headers: { 'X-Consumer-ID': 'jwtproxy' } })
    expect((await ask(withBearer(signed()))).decision.kind).toBe('goes-on') // remembered
    expect((await ask(withBearer(PUBLISHED))).said).toEqual([401, '{"message":"Invalid algorithm"}', E])
  })

  test('one that is remembered costs the one read, too, and is good until its end, or until it is listed', async () => {
    const trust = { kind: 'public', key: await loadVerificationKey({ ...OWN_JWK, alg: 'RS256' }) } as const
    const clock = manualClock(SIDECAR_NOW * 1000)
    const blackList = createBlackList(createMemoryStore(clock), clock)
    const { ask } = open({ trust, consumerClaim: 'iss', blackList, clock })
    const [listed, expiring] = [withClaims({ jti: 'one' }), withClaims({ jti: 'two', exp: SIDECAR_NOW + 60 })]
    for (const token of [listed, listed, expiring, expiring])
      expect(await ask(withBearer(token))).toMatchObject({ said: [200, ''], reads: 1 })
    await blackList.put({ jti: 'one' }, '')
    expect(await ask(withBearer(listed))).toMatchObject({ said: [401, '{"message":"Token is on the black list"}', E], reads: 1 }) // prettier-ignore
    clock.advance({ minutes: 1 })
    expect(await ask(withBearer(expiring))).toMatchObject({ said: [401, '{"exp":"token expired"}', E], reads: 0 })
  })
})

const headersOf = async (output: Partial<StatelessOutput>, token = PUBLISHED) => {
  const { decision } = await open({ output }).ask(withBearer(token))
  return decision.kind === 'goes-on' ? decision.headers : {}
}

describe('what the service is told', () => {
  test('headers for each, one for all, or both', async () => {
    const one = { 'X-Consumer-Claims': PAYLOAD }
    expect(await headersOf({})).toEqual(IDENTITY)
    expect(await headersOf({ identity: 'one-header' })).toEqual(one)
    expect(await headersOf({ identity: 'both' })).toEqual({ ...IDENTITY, ...one })
  })

  test('further claims have headers of their own: texts as they are, the rest as JSON', async () => {
    const token = kongToken({ sub: 'x', plan: 'gold', scopes: ['a', 'b'] })
    const claimsToHeaders = ['plan', 'scopes', 'none'].map((claim) => ({ claim, header: `X-Consumer-${claim}` }))
    expect(await headersOf({ claimsToHeaders }, token)).toMatchObject({ 'X-Consumer-plan': 'gold', 'X-Consumer-scopes': '["a","b"]' }) // prettier-ignore
  })

  test.each([
    ['a line that ends', 'a\r\nX-Admin: 1', 'a%0D%0AX-Admin: 1'],
    ['letters of others', 'Jörg ✓', 'J%C3%B6rg %E2%9C%93'],
    ['a percent', '100%', '100%25'],
    ['spaces', ' John Doe ', '%20John Doe%20'],
    ['half a pair', '\ud83d', '%EF%BF%BD'],
  ])('%s is written in percents', async (_what, username, header) => {
    const token = kongToken(JSON.stringify({ sub: 'x', username }).replace(String.raw`\ud83d`, '\ufffd'))
    expect(await headersOf({}, token)).toEqual({ 'X-Consumer-ID': 'x', 'X-Consumer-Username': header })
  })

  test.each([
    ['a number', { sub: 5 }],
    ['an empty name', { sub: 'x', username: '' }],
    ['a list', { sub: 'x', customid: ['1'] }],
  ])('%s is nobody', async (_what, claims) => {
    expect((await open().ask(withBearer(kongToken(claims)))).said[0]).toBe(401)
  })
})
