import { describe, expect, test } from 'vitest'
import { readChanges } from '../../../http/forward/header-changes.ts'
import { signed, withClaims } from '../dialect.fixture.ts'
import { askedWith, bearer, jwtRule, openMesh } from './mesh.fixture.ts'

const claims = (...names: string[]) => names.map((claim, at) => ({ header: `X-Claim-${at}`, claim }))

/** What goes on to the service. */
async function changes(rules: Parameters<typeof openMesh>[0], fields: readonly string[], target = '/', method = 'GET') {
  const decision = await openMesh(rules).decide(askedWith(fields, { target, method }))
  if ('answer' in decision) throw new Error(decision.answer.body)
  return { ...decision.changes.headers, target: decision.changes.target }
}

describe('what the service is told', () => {
  test('the payload as it was sent', async () => {
    const token = signed()
    const rule = jwtRule({ outputPayloadToHeader: 'X-Payload' })
    expect((await changes([rule], bearer(token))).set).toEqual({ 'x-payload': [token.split('.')[1]] })
  })

  test.each([
    ['text', 'text'],
    ['été', 'Ã©tÃ©'], // its octets, as Node writes them
    [0, '0'],
    [1_562_182_722, '1562182722'],
    [2 ** 63, '9223372036854775808'],
    [2 ** 53 + 1, '9007199254740992'],
    [1e25, '10000000000000000905969664.000000'],
    [-5, '-5.000000'],
    [1.5, '1.500000'],
    [1e-9, '0.000000'],
    [true, 'true'],
    [false, 'false'],
  ])('the claim %j as %j', async (value, text) => {
    const rule = jwtRule({ outputClaimToHeaders: claims('x') })
    expect((await changes([rule], bearer(withClaims({ x: value })))).set).toEqual({ 'x-claim-0': [text] })
  })

  test.each([[null], [['a']], [{}], [''], ['a\r\nb: c'], ['a\0'], ['\u007f']])('%j is not said', async (value) => {
    const rule = jwtRule({ outputClaimToHeaders: claims('x', 'y') })
    expect((await changes([rule], bearer(withClaims({ x: value })))).set).toEqual({})
  })

  test('a dot leads into a claim, and into nothing that is no claim', async () => {
    const rule = jwtRule({ outputClaimToHeaders: claims('a.b.c', 'a.b', 'd.e', 'constructor.name', 'l.0', 't.length') })
    const token = withClaims({ a: { b: { c: 'found' } }, 'd.e': 'a dot in its name', l: ['x'], t: 'text' })
    expect((await changes([rule], bearer(token))).set).toEqual({ 'x-claim-0': ['found'] })
  })

  test('two claims in one header are two fields, and of two tokens each says its own', async () => {
    const outputClaimToHeaders = [
      { header: 'x', claim: 'a' },
      { header: 'X', claim: 'b' },
    ]
    const fields = [...bearer(withClaims({ a: '1', b: '2' })), ...bearer(withClaims({ a: '3' }))]
    expect((await changes([jwtRule({ outputClaimToHeaders })], fields)).set).toEqual({ x: ['3', '1', '2'] })
  })

  test('only the rule that believes says something', async () => {
    const rules = ['another', 'jwtproxy'].map((issuer) => jwtRule({ issuer, outputPayloadToHeader: `x-${issuer}` }))
    const { set, remove } = await changes(rules, bearer(signed()))
    expect(Object.keys(set)).toEqual(['x-jwtproxy'])
    expect(remove).toEqual(['x-another', 'x-jwtproxy', 'authorization'])
  })
})

describe('what a client says in these headers goes', () => {
  const rules = [
    jwtRule({ outputPayloadToHeader: 'X-Payload' }),
    jwtRule({ issuer: 'another', outputClaimToHeaders: claims('sub') }),
  ]

  test('without a token, with one, and in a preflight', async () => {
    const spoofed = ['X_Payload', 'evil', 'x-claim-0', 'root']
    const preflight = ['origin', 'https://a', 'access-control-request-method', 'GET']
    for (const { remove } of [
      await changes(rules, spoofed),
      await changes(rules, [...spoofed, ...bearer(signed())]),
      await changes(rules, [...spoofed, ...preflight], '/', 'OPTIONS'),
    ]) {
      const read = readChanges([{ remove }])
      for (const name of ['x-payload', 'x_payload', 'x-claim-0']) expect(read?.takesAway(name)).toBe(true)
      expect(read?.takesAway('x-other')).toBe(false)
    }
  })

  test('whatever is said fits a message', async () => {
    const { set, remove } = await changes(rules, bearer(signed()))
    expect(() => readChanges([{ set, remove }])).not.toThrow()
  })

  test.each(['Host', 'content-length', 'transfer-encoding', '__proto__', 'a b', 'a\r\nb', 'x'.repeat(300)])(
    'a rule that writes into %j is no rule',
    (header) => {
      expect(() => openMesh([jwtRule({ outputPayloadToHeader: header })])).toThrow(TypeError)
      const { access } = openMesh()
      expect(() => access.replace([jwtRule({ outputClaimToHeaders: [{ header, claim: 'sub' }] })])).toThrow(TypeError)
    },
  )
})

describe('the token', () => {
  const rule = { fromHeaders: [{ name: 'JWT', prefix: '' }], fromParams: ['t', 'u'], fromCookies: ['c'] }
  const token = withClaims({ sub: 'a' })
  const all = { fields: ['jwt', token, 'cookie', `c=${token}`], target: `/x?a=1&t=${token}&t=second&b=2` }

  test('is taken out of header and query, and stays in a cookie', async () => {
    const { remove, target } = await changes([jwtRule(rule)], all.fields, all.target)
    expect({ remove, target }).toEqual({ remove: ['jwt'], target: '/x?a=1&b=2' })
  })

  test('only where it was: what another place has is none of it', async () => {
    const { remove, target } = await changes([jwtRule(rule)], ['cookie', `c=${token}`], '/x?a=1')
    expect({ remove, target }).toEqual({ remove: [], target: '/x?a=1' })
  })

  test('goes on where the rule says so', async () => {
    const { remove, target } = await changes([jwtRule({ ...rule, forwardOriginalToken: true })], all.fields, all.target)
    expect({ remove, target }).toEqual({ remove: [], target: all.target })
  })

  test('an output into the header that had it goes with it', async () => {
    const output = { outputPayloadToHeader: 'authorization' }
    expect((await changes([jwtRule(output)], bearer(token))).set).toEqual({})
    const kept = await changes([jwtRule({ ...output, forwardOriginalToken: true })], bearer(token))
    expect(Object.keys(kept.set)).toEqual(['authorization'])
  })
})

describe('who asks', () => {
  test.each([
    [{ sub: 'a/b' }, 'jwtproxy/a/b'],
    [{ sub: '' }, 'jwtproxy/'],
    [{}, undefined],
  ])('%j is %s', async (claims, principal) => {
    const decision = await openMesh().decide(askedWith(bearer(withClaims(claims))))
    expect(decision).toMatchObject({ kind: 'believed', claims: { iss: 'jwtproxy', ...claims } })
    expect('principal' in decision ? decision.principal : undefined).toBe(principal)
  })

  test('the rule that believed says which claims are lists', async () => {
    const rule = jwtRule({ spaceDelimitedClaims: ['roles'] })
    expect(await openMesh([rule]).decide(askedWith(bearer(signed())))).toMatchObject({ rule })
  })
})
