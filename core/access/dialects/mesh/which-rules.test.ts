import { describe, expect, test } from 'vitest'
import { jwtRule } from './mesh.fixture.ts'
import { tokenRulesFor, type TokenPolicy, type TokenReceiver } from './which-rules.ts'

const workload = { namespace: 'default', labels: { app: 'backend-api', version: 'v1' } }
const policy = (issuers: string, rest: Partial<TokenPolicy> = {}): TokenPolicy => ({
  namespace: 'default',
  rules: issuers.split(' ').map((issuer) => jwtRule({ issuer })),
  ...rest,
})
const issuersFor = (policies: readonly TokenPolicy[], of: TokenReceiver = workload) =>
  tokenRulesFor(of, 'istio-system', policies).map(({ issuer }) => issuer)

test('rules of the namespace and of the root namespace are one list, by issuer', () => {
  const policies = [policy('d b'), policy('c', { namespace: 'istio-system' }), policy('a', { namespace: 'other' })]
  expect(issuersFor(policies)).toEqual(['b', 'c', 'd'])
  expect(issuersFor([policy('Z a é')])).toEqual(['Z', 'a', 'é'])
})

test.each([
  [{}, true],
  [{ app: 'backend-api' }, true],
  [{ app: 'backend-api', version: 'v1' }, true],
  [{ app: 'backend-api', version: 'v2' }, false],
  [{ App: 'backend-api' }, false],
  [{ app: '' }, false],
  [{ constructor: 'x' }, false],
])('a selector %j: %s', (selector, applies) => {
  for (const namespace of ['default', 'istio-system']) {
    expect(issuersFor([policy('a', { namespace, selector })])).toEqual(applies ? ['a'] : [])
  }
})

const forOne = (audience: string, namespace = 'default'): TokenPolicy => ({
  namespace,
  rules: [jwtRule({ issuer: 'a', audiences: [audience] })],
})

test('of one issuer the root namespace comes first, then the order of the files', () => {
  const rules = tokenRulesFor(workload, 'istio-system', [forOne('1'), forOne('2'), forOne('0', 'istio-system')])
  expect(rules.map(({ audiences }) => audiences)).toEqual([['0'], ['1'], ['2']])
})

test('in the root namespace itself a rule counts once', () => {
  const own = { namespace: 'istio-system', labels: {} }
  expect(issuersFor([policy('a', { namespace: 'istio-system' }), policy('b')], own)).toEqual(['a'])
})

describe('what is attached to a gateway is for that gateway alone:', () => {
  const group = 'gateway.networking.k8s.io'
  const front = { namespace: 'default', labels: { [`${group}/gateway-name`]: 'front' } }
  const ref = { group, kind: 'Gateway', name: 'front' }
  test.each<[what: string, applies: boolean, targetRef: typeof ref, namespace?: string, receiver?: TokenReceiver]>([
    ['the one of its name', true, ref],
    ['another one', false, { ...ref, name: 'back' }],
    ['one that is attached to from the root namespace', false, ref, 'istio-system'],
    ['a gateway class', false, { ...ref, kind: 'GatewayClass' }],
    ['a service of its name', false, { group: '', kind: 'Service', name: 'front' }],
    ['a gateway of another group', false, { ...ref, group: 'networking.istio.io' }],
    ['a gateway without a group', false, { ...ref, group: '' }],
    ['a workload', false, ref, 'default', workload],
  ])('%s: %s', (_what, applies, targetRef, namespace = 'default', receiver = front) => {
    expect(issuersFor([policy('a', { targetRefs: [targetRef], namespace })], receiver)).toEqual(applies ? ['a'] : [])
  })
})
