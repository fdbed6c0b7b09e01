import { describe, expect, test } from 'vitest'
import { DENIAL_BODY } from './decision.ts'
import { ANONYMOUS, BACKEND, deciderOf, FROM_WEB_UI, policyText, withUser } from './mesh.fixture.ts'

const documents = (...texts: string[]) => texts.join('---\n')
const ALLOW_WEB_UI = policyText(
  'rules:\n- from:\n  - source: {principals: [cluster.local/ns/default/sa/webui]}',
  'webui',
)
const DENY_POST = policyText('action: DENY\nrules:\n- to:\n  - operation: {methods: [POST]}', 'no-post')
const NOTHING = policyText('{}', 'allow-nothing')

describe('the order of the decision', () => {
  test('without policies everything is allowed', () => {
    expect(deciderOf('').decide(ANONYMOUS)).toMatchObject({
      decision: 'allow',
      status: 200,
      by: { kind: 'no-allow-policy' },
    })
  })

  test('a DENY policy alone denies what it matches, and allows the rest', () => {
    const decider = deciderOf(DENY_POST)
    expect(decider.decide(ANONYMOUS).by).toEqual({ kind: 'no-allow-policy' })
    expect(decider.decide({ ...ANONYMOUS, method: 'POST' })).toMatchObject({
      decision: 'deny',
      status: 403,
      by: { kind: 'rule', action: 'DENY', policy: 'default/no-post', rule: 0 },
      logDetail: 'rbac_access_denied_matched_policy[ns[default]-policy[no-post]-rule[0]]',
    })
  })

  test('a DENY policy wins over an ALLOW policy', () => {
    const decider = deciderOf(documents(ALLOW_WEB_UI, DENY_POST))
    expect(decider.decide(FROM_WEB_UI)).toMatchObject({ decision: 'allow', by: { policy: 'default/webui', rule: 0 } })
    expect(decider.decide({ ...FROM_WEB_UI, method: 'POST' })).toMatchObject({
      decision: 'deny',
      by: { action: 'DENY' },
    })
  })

  test('what no ALLOW policy matches is denied, with the text and the detail of the mesh', () => {
    expect(deciderOf(ALLOW_WEB_UI).decide(ANONYMOUS)).toMatchObject({
      decision: 'deny',
      by: { kind: 'no-allow-matched' },
      logDetail: 'rbac_access_denied_matched_policy[none]',
    })
    expect(Buffer.byteLength(DENIAL_BODY)).toBe(19)
  })

  test('an AUDIT policy marks a request, and decides nothing', () => {
    const audit = policyText('action: AUDIT\nrules:\n- {}', 'watch')
    expect(deciderOf(audit).decide(ANONYMOUS)).toMatchObject({
      decision: 'allow',
      by: { kind: 'no-allow-policy' },
      audited: [{ action: 'AUDIT', policy: 'default/watch', rule: 0 }],
    })
  })
})

describe('empty forms', () => {
  test.each([
    ['spec: {} allows nothing', '{}', 'deny'],
    ['a rule without fields allows all', 'rules:\n- {}', 'allow'],
    ['an empty list of rules allows nothing', 'rules: []', 'deny'],
    ['a DENY rule without fields denies all', 'action: DENY\nrules:\n- {}', 'deny'],
  ])('%s', (_what, spec, decision) => {
    expect(deciderOf(policyText(spec)).decide(FROM_WEB_UI).decision).toBe(decision)
  })
})

const dry = (text: string) => text.replace('metadata:', "metadata:\n  annotations: {istio.io/dry-run: 'true'}")

describe('dry run', () => {
  test('a policy that runs dry decides nothing, and its shadow says what it would', () => {
    expect(deciderOf(dry(NOTHING)).decide(FROM_WEB_UI)).toMatchObject({
      decision: 'allow',
      by: { kind: 'no-allow-policy' },
      shadow: { decision: 'deny', by: { kind: 'no-allow-matched' } },
    })
    const shadow = deciderOf(documents(ALLOW_WEB_UI, dry(DENY_POST))).decide({ ...FROM_WEB_UI, method: 'POST' })
    expect(shadow).toMatchObject({ decision: 'allow', shadow: { decision: 'deny', by: { policy: 'default/no-post' } } })
  })

  test('without one there is no shadow', () => {
    expect(deciderOf(ALLOW_WEB_UI).decide(FROM_WEB_UI).shadow).toBeUndefined()
  })
})

const custom = (name: string, provider: string) =>
  policyText(`action: CUSTOM\nprovider: {name: ${provider}}\nrules:\n- to:\n  - operation: {paths: [/data]}`, name)

describe('CUSTOM', () => {
  test('the caller is told whom to ask, before anything else is decided', () => {
    const decider = deciderOf(custom('ask', 'servicec'))
    expect(decider.external(ANONYMOUS)).toMatchObject({ provider: 'servicec', by: { policy: 'default/ask', rule: 0 } })
    expect(decider.external({ ...ANONYMOUS, path: '/other' })).toBeUndefined()
  })

  test('a denial of the authorizer denies, and so does its silence; an approval leaves the rest to the other policies', () => {
    const decider = deciderOf(documents(custom('ask', 'servicec'), DENY_POST))
    const by = { kind: 'external', provider: 'servicec', policy: 'default/ask' }
    expect(decider.decide(ANONYMOUS, { external: 'deny' })).toMatchObject({ decision: 'deny', by })
    expect(decider.decide(ANONYMOUS)).toMatchObject({ decision: 'deny', status: 403, by })
    expect(decider.decide(ANONYMOUS, { external: 'allow' }).decision).toBe('allow')
    expect(decider.decide({ ...ANONYMOUS, method: 'POST' }, { external: 'allow' }).by).toMatchObject({ action: 'DENY' })
  })

  test('with two providers for one workload the mesh asks neither, and refuses', () => {
    const decider = deciderOf(documents(custom('one', 'servicec'), custom('two', 'serviced')))
    expect(decider.external(ANONYMOUS)).toMatchObject({ isAmbiguous: true })
    expect(decider.decide(ANONYMOUS, { external: 'allow' })).toMatchObject({
      decision: 'deny',
      by: { kind: 'external' },
    })
  })
})

describe('a connection that is not HTTP', () => {
  const tcp = { protocol: 'tcp', port: 9000 } as const

  test('an ALLOW rule with a field of HTTP is dropped, and the policy still counts', () => {
    const text = policyText('rules:\n- to:\n  - operation: {ports: ["9000"], paths: [/data]}')
    const { decision, by, reasons } = deciderOf(text).decide(tcp, { reasons: true })
    expect([decision, by.kind]).toEqual(['deny', 'no-allow-matched'])
    expect(reasons).toMatchObject([{ matched: false, failed: { field: 'to[0].operation.paths' } }])
  })

  test('a DENY rule loses the field of HTTP alone, and denies more', () => {
    const text = policyText('action: DENY\nrules:\n- to:\n  - operation: {ports: ["9000"], paths: [/data]}')
    expect(deciderOf(text).decide(tcp).decision).toBe('deny')
    expect(deciderOf(text).decide({ ...tcp, port: 1 }).decision).toBe('allow')
  })
})

test('the walk of the sample: the caller, the user, and both', () => {
  const both = policyText(
    'rules:\n- from:\n  - source:\n      principals: [cluster.local/ns/default/sa/webui]\n      requestPrincipals: ["*"]',
  )
  const ask = deciderOf(documents(NOTHING, both))
  expect(ask.decide(FROM_WEB_UI).decision).toBe('deny')
  expect(ask.decide(withUser(ANONYMOUS)).decision).toBe('deny')
  expect(ask.decide(withUser(FROM_WEB_UI))).toMatchObject({ decision: 'allow', by: { policy: 'default/test' } })
  expect(deciderOf(NOTHING).decide(withUser(FROM_WEB_UI)).decision).toBe('deny')
  // The second backend has no policy of its own.
  const second = { ...BACKEND, name: 'second-backend-api', labels: { app: 'second-backend-api' } }
  const forBackend = both.replace('spec:', 'spec:\n  selector: {matchLabels: {app: backend-api}}')
  expect(deciderOf(documents(NOTHING, forBackend), {}, second).decide(withUser(FROM_WEB_UI)).decision).toBe('deny')
})

test('of two sources one must match; of two fields of one source both', () => {
  const either = policyText(
    'rules:\n- from:\n  - source: {principals: [cluster.local/ns/default/sa/webui]}\n  - source: {requestPrincipals: ["*"]}',
  )
  for (const facts of [FROM_WEB_UI, withUser(ANONYMOUS)]) expect(deciderOf(either).decide(facts).decision).toBe('allow')
  expect(deciderOf(either).decide(ANONYMOUS).decision).toBe('deny')
})
