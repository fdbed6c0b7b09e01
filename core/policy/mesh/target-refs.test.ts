import { describe, expect, test } from 'vitest'
import { BACKEND, deciderOf, FROM_WEB_UI, policyText, readOne } from './mesh.fixture.ts'

// What a policy is attached to by its name, and for whom it is then.

const GATEWAY = '{kind: Gateway, group: gateway.networking.k8s.io, name: front}'

const attached = (target: string) => policyText(`action: DENY\ntargetRefs: [${target}]\nrules: [{}]`)

test.each([
  [GATEWAY, { group: 'gateway.networking.k8s.io', kind: 'Gateway' }],
  [
    '{kind: GatewayClass, group: gateway.networking.k8s.io, name: front}',
    { group: 'gateway.networking.k8s.io', kind: 'GatewayClass' },
  ],
  ['{kind: Service, name: front}', { group: '', kind: 'Service' }],
  ['{kind: Service, group: "", name: front}', { group: '', kind: 'Service' }],
  ['{kind: Service, group: core, name: front}', { group: '', kind: 'Service' }],
  [
    '{kind: ServiceEntry, group: networking.istio.io, name: front}',
    { group: 'networking.istio.io', kind: 'ServiceEntry' },
  ],
])('%s can be attached to', (target, read) => {
  const { policies, faults } = readOne(attached(target))
  expect(faults).toEqual([])
  expect(policies.authorization[0]?.targetRefs).toEqual([{ ...read, name: 'front' }])
})

describe.each(['AuthorizationPolicy', 'RequestAuthentication'])(
  'a %s is refused, and is not for everybody, with',
  (kind) => {
    const rules = kind === 'AuthorizationPolicy' ? 'rules: [{}]' : 'jwtRules:\n- issuer: a'
    test.each([
      ['a gateway without its group', '{kind: Gateway, name: a}', 'write group: gateway.networking.k8s.io'],
      [
        'a gateway of another group',
        '{kind: Gateway, group: networking.istio.io, name: a}',
        'to a Gateway of the group "net',
      ],
      ['a service of a group', '{kind: Service, group: networking.istio.io, name: a}', 'leave "group" out'],
      ['an entry without its group', '{kind: ServiceEntry, name: a}', 'write group: networking.istio.io'],
      ['a kind that nothing has', '{kind: Gatewy, group: gateway.networking.k8s.io, name: a}', 'did you mean Gateway?'],
      ['a group that is no text', '{kind: Service, group: 1, name: a}', 'write it in quotes, "1"'],
      ['no kind', '{name: a}', 'a target needs "kind" and "name"'],
      ['a namespace', '{kind: Service, name: a, namespace: b}', 'leave "namespace" out'],
    ])('%s', (_what, target, message) => {
      const { policies, faults } = readOne(policyText(`targetRefs: [${target}]\n${rules}`, 'one', kind))
      expect(faults.map((fault) => `${fault.where} ${fault.message}`).join('\n')).toContain(message)
      expect([...policies.authorization, ...policies.requestAuthentication]).toEqual([])
    })
  },
)

test.each([
  ['the gateway that it names', 'front', 'deny'],
  ['another gateway', 'back', 'allow'],
  ['a workload', undefined, 'allow'],
])('a DENY that is attached to a gateway: %s', (_what, name, decision) => {
  const label = name === undefined ? {} : { 'gateway.networking.k8s.io/gateway-name': name }
  const workload = { ...BACKEND, labels: { ...BACKEND.labels, ...label } }
  expect(deciderOf(attached(GATEWAY), {}, workload).decide(FROM_WEB_UI)).toMatchObject({ decision })
})
