import { describe, expect, test } from 'vitest'
import { GOOD_HEADER, goodClaims, SIDECAR_NOW, signed, withClaims } from '../dialect.fixture.ts'
import { askedWith, bearer, jwtRule, openMesh, saidOf, STRANGER_KEYS, OWN_KEYS } from './mesh.fixture.ts'

const good = withClaims({ sub: 'alice' })
const late = withClaims({ exp: SIDECAR_NOW - 61 })
const forged = signed(GOOD_HEADER, goodClaims(), 'other')
const byHeader = (name: string) => ({ fromHeaders: [{ name, prefix: '' }] })
const rule = (issuer: string, changes = {}) => jwtRule({ issuer, ...changes })
const said = async (rules: Parameters<typeof openMesh>[0], fields: readonly string[], target = '/') =>
  saidOf(await openMesh(rules).decide(askedWith(fields, { target })))

const placed = (header: string, cookie: string) => ['jwt', header, 'cookie', `c=${cookie}`]

describe('several tokens for one rule', () => {
  test.each([
    ['good and good', [good, withClaims({ sub: 'bob' })], [200, 'jwtproxy/alice']],
    ['good and late', [good, late], [401, 'Jwt is expired']],
    ['late and good', [late, good], [401, 'Jwt is expired']],
    ['forged and late: the last one is looked at first', [forged, late], [401, 'Jwt is expired']],
    ['late and forged', [late, forged], [401, 'Jwt verification fails']],
  ] as const)('%s', async (_what, tokens, outcome) => {
    expect(await said([jwtRule()], tokens.flatMap(bearer))).toEqual(outcome)
  })

  test('at several places: all must be good', async () => {
    const rules = [jwtRule({ ...byHeader('jwt'), fromParams: ['t'], fromCookies: ['c'] })]
    expect(await said(rules, placed(good, good), `/?t=${good}`)).toEqual([200, 'jwtproxy/alice'])
    expect(await said(rules, placed(good, good), `/?t=${late}`)).toEqual([401, 'Jwt is expired'])
    expect(await said(rules, placed(good, forged), `/?t=${good}`)).toEqual([401, 'Jwt verification fails'])
    expect(await said(rules, placed(late, good), '/')).toEqual([401, 'Jwt is expired'])
  })

  test('more than eight are refused, and none is looked at', async () => {
    const eight = Array.from({ length: 8 }, () => bearer(good)).flat()
    expect(await said([jwtRule()], eight)).toEqual([200, 'jwtproxy/alice'])
    expect(await said([jwtRule()], [...eight, ...bearer(good)])).toEqual([401, 'Found multiple Jwt tokens'])
  })
})

describe('several rules', () => {
  const both = [rule('another'), rule('jwtproxy')]

  test('one that believes is enough, whatever the others say', async () => {
    expect(await said(both, bearer(good))).toEqual([200, 'jwtproxy/alice'])
    const rules = [rule('jwtproxy', byHeader('a')), rule('jwtproxy', byHeader('b'))]
    expect(await said(rules, ['a', good, 'b', forged])).toEqual([200, 'jwtproxy/alice'])
    expect(await said(rules, ['a', forged, 'b', good])).toEqual([200, 'jwtproxy/alice'])
  })

  test('the first that believes says who asks', async () => {
    const rules = [rule('jwtproxy', byHeader('a')), rule('jwtproxy', byHeader('b'))]
    const bob = withClaims({ sub: 'bob' })
    expect(await said(rules, ['b', good, 'a', bob])).toEqual([200, 'jwtproxy/bob'])
  })

  test('without a token nobody asks, and the request goes on', async () => {
    expect(await said(both, [])).toEqual([200])
    expect(await said([], bearer(forged))).toEqual([200])
  })

  test('a token at the place of one rule is checked, though the other one finds none', async () => {
    const rules = [rule('another', byHeader('a')), rule('jwtproxy', byHeader('b'))]
    expect(await said(rules, ['b', late])).toEqual([401, 'Jwt is expired'])
    expect(await said(rules, ['a', good])).toEqual([401, 'Jwt issuer is not configured'])
  })

  test('the same issuer twice: one or the other', async () => {
    const rules = [rule('jwtproxy', { audiences: ['a'] }), rule('jwtproxy', { audiences: ['b'] })]
    expect(await said(rules, bearer(withClaims({ aud: 'b', sub: 'x' })))).toEqual([200, 'jwtproxy/x'])
    expect(await said(rules, bearer(withClaims({ aud: 'c' })))).toEqual([403, 'Audiences in Jwt are not allowed'])
  })

  test.each([
    ['that the issuer is unknown says the least', [rule('a'), rule('jwtproxy')], late, 'Jwt is expired'],
    ['also behind', [rule('jwtproxy'), rule('z')], late, 'Jwt is expired'],
    ['but if it is all there is', [rule('a'), rule('z')], late, 'Jwt issuer is not configured'],
  ] as const)('%s', async (_what, rules, token, text) => {
    expect(await said(rules, bearer(token))).toEqual([401, text])
  })

  test('of two that say something the first is shown, and the last where the first does not know the issuer', async () => {
    const [a, b, c] = [byHeader('a'), byHeader('b'), byHeader('c')]
    const two = [rule('jwtproxy', a), rule('jwtproxy', b)]
    expect(await said(two, ['a', late, 'b', forged])).toEqual([401, 'Jwt is expired'])
    const three = [rule('another', a), rule('jwtproxy', b), rule('jwtproxy', c)]
    expect(await said(three, ['a', good, 'b', late, 'c', forged])).toEqual([401, 'Jwt verification fails'])
  })

  test('a rule whose keys are away lets nobody in, and does not keep out whom another believes', async () => {
    const rules = [rule('', { fromParams: ['t'] }), rule('jwtproxy')]
    const { decide, logged } = openMesh(rules, ({ issuer }) => (issuer === '' ? { kind: 'away' } : OWN_KEYS))
    expect(await decide(askedWith([], { target: `/?t=${good}` }))).toMatchObject({
      kind: 'undecided',
      reason: 'cannot-decide',
      answer: { status: 401, body: "Jwks doesn't have key to match kid or alg from Jwt" },
    })
    expect(logged).toMatchObject([{ event: 'access-undecided' }])
    expect(saidOf(await decide(askedWith(bearer(good), { target: `/?t=${good}` })))).toEqual([200, 'jwtproxy/alice'])
    expect(logged).toHaveLength(1) // whoever is believed in the end was refused by nobody
  })

  test('a rule without an issuer is for all of them', async () => {
    expect(await said([rule('')], bearer(withClaims({ iss: 'x', sub: 'y' })))).toEqual([200, 'x/y'])
  })

  test('each rule has its own keys', async () => {
    const rules = [rule('another'), rule('jwtproxy')]
    const { decide } = openMesh(rules, ({ issuer }) => (issuer === 'another' ? OWN_KEYS : STRANGER_KEYS))
    expect(saidOf(await decide(askedWith(bearer(withClaims({ iss: 'another', sub: 'a' })))))).toEqual([
      200,
      'another/a',
    ])
    expect((await decide(askedWith(bearer(good)))).kind).toBe('refused')
  })
})

describe('the trace', () => {
  test('has each token and each rule, and what came of it', async () => {
    const { traced } = openMesh([rule('another'), rule('jwtproxy')])
    const { trace } = await traced(askedWith(bearer(good)))
    expect(trace.verbs()).toEqual(['checks', 'checks', 'believes'])
    expect(trace.text()).toContain('the token in the header authorization, by the rule for another')
    expect(trace.checks().filter(({ outcome }) => outcome === 'failed')).toMatchObject([{ check: 'issuer' }])
  })

  test('says why nobody was asked for a token', async () => {
    const { traced } = openMesh()
    expect((await traced(askedWith([]))).trace.text()).toContain('requests without a token')
    const preflight = ['Origin', 'https://a', 'Access-Control-Request-Method', 'PUT']
    const { trace } = await traced(askedWith(preflight, { method: 'OPTIONS' }))
    expect(trace.text()).toContain('CORS preflights')
  })
})

const askedForged = (fields: readonly string[], method = 'OPTIONS') =>
  openMesh().decide(askedWith([...bearer(forged), ...fields], { method }))

describe('a CORS preflight', () => {
  const preflight = ['origin', 'https://a', 'access-control-request-method', 'PUT']

  test('needs no token, and one that it has is not looked at', async () => {
    expect((await askedForged(preflight)).kind).toBe('open')
  })

  test.each([
    ['another method', preflight, 'GET'],
    ['a method in lower case', preflight, 'options'],
    ['no origin', preflight.slice(2), 'OPTIONS'],
    ['an empty origin', ['origin', '', ...preflight.slice(2)], 'OPTIONS'],
    ['no method to ask for', preflight.slice(0, 2), 'OPTIONS'],
  ])('is none with %s', async (_what, fields, method) => {
    expect((await askedForged(fields, method)).kind).toBe('refused')
  })
})
