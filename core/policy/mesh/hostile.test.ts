import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns } from '../../../tests/support/soak-size.ts'
import { OPERATION_FIELDS, SOURCE_FIELDS, type Attribute } from './attributes.ts'
import { compileMesh } from './decider.ts'
import { explainPolicies } from './explain/explain.ts'
import type { RequestFacts } from './facts.ts'
import { lintPolicies } from './lint/lint.ts'
import { BACKEND, policyText, readOne } from './mesh.fixture.ts'
import {
  MESH_DEFAULTS,
  PATH_NORMALIZATIONS,
  POLICY_ACTIONS,
  type AuthorizationPolicy,
  type PolicyCondition,
} from './model.ts'

// Whatever stands in a file or comes in a request, nothing is thrown, and what is said fits together.

const place = { file: 'x.yaml', line: 1, column: 1 }

/** Texts that are near what patterns and requests are made of. */
const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    '*',
    '/',
    '/a',
    '/a/*',
    '/{*}',
    '/a/{**}/b',
    'a*',
    '*a',
    'a*a',
    '10.0.0.0/8',
    '10.0.0.1',
    '80',
    'a/b',
    'cluster.local/ns/a/sa/b',
  ),
  fc
    .array(fc.constantFrom('*', '/', 'a', '{*}', '{**}', 'ns', 'sa', '..', '%2e', '\\', '[', ']', ' '), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
)

const attributes: fc.Arbitrary<Attribute> = fc.oneof(
  fc.constantFrom(...SOURCE_FIELDS.values(), ...OPERATION_FIELDS.values()),
  fc.record({ kind: fc.constant('header' as const), name: text }),
  fc.record({ kind: fc.constant('claim' as const), names: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('filter' as const), filter: text, name: text }),
)

const condition: fc.Arbitrary<PolicyCondition> = fc
  .record({ attribute: attributes, isNegated: fc.boolean(), values: fc.array(text, { minLength: 1, maxLength: 3 }) })
  .map((one) => ({ ...one, path: 'when[0].values', place, valuePlaces: one.values.map(() => place) }))

const entries = fc.array(
  fc.array(condition, { maxLength: 3 }).map((conditions) => ({ path: 'from[0].source', place, conditions })),
  { maxLength: 2 },
)

const policy: fc.Arbitrary<AuthorizationPolicy> = fc.record({
  kind: fc.constant('AuthorizationPolicy' as const),
  name: fc.constantFrom('a', 'b', 'c'),
  namespace: fc.constantFrom('default', 'istio-system', 'other'),
  place: fc.constant(place),
  targetRefs: fc.constant([]),
  action: fc.constantFrom(...POLICY_ACTIONS.filter((action) => action !== 'CUSTOM')),
  isDryRun: fc.boolean(),
  rules: fc.array(
    fc.record({ place: fc.constant(place), from: entries, to: entries, when: fc.array(condition, { maxLength: 2 }) }),
    { maxLength: 3 },
  ),
})

const facts: fc.Arbitrary<RequestFacts> = fc.record(
  {
    protocol: fc.constantFrom('http' as const, 'tcp' as const),
    method: text,
    path: text,
    host: text,
    headers: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 }))),
    port: fc.nat(70_000),
    peerUri: fc.oneof(
      text,
      text.map((uri) => `spiffe://${uri}`),
    ),
    claims: fc.dictionary(fc.oneof(text, fc.constantFrom('iss', 'sub', 'aud', 'scope')), fc.jsonValue({ maxDepth: 2 })),
    spaceDelimitedClaims: fc.array(text, { maxLength: 2 }),
    sourceIp: text,
    remoteIp: text,
    destinationIp: text,
    serverName: text,
    filters: fc.dictionary(text, fc.dictionary(text, fc.jsonValue({ maxDepth: 1 }))),
  },
  { requiredKeys: ['protocol', 'port'] },
)

test('decisions are made for all facts, and what is said fits what is decided', () => {
  fc.assert(
    fc.property(
      fc.array(policy, { maxLength: 4 }),
      facts,
      fc.constantFrom(...PATH_NORMALIZATIONS),
      (policies, request, pathNormalization) => {
        const named = policies.map((one, at) => ({ ...one, name: `${one.name}${at}` }))
        const decider = compileMesh(named, BACKEND, { ...MESH_DEFAULTS, pathNormalization })
        const { reasons = [], ...decision } = decider.decide(request, { reasons: true })
        expect(decider.decide(request)).toEqual(decision)
        const inForce = reasons.filter(({ isDryRun, matched }) => matched && !isDryRun)
        const hasMatch = (action: string) => inForce.some((reason) => reason.action === action)
        const isOpen = !decider.policies.some(({ action, isDryRun }) => action === 'ALLOW' && !isDryRun)
        expect(decision.decision).toBe(!hasMatch('DENY') && (isOpen || hasMatch('ALLOW')) ? 'allow' : 'deny')
        expect(decision.audited).toHaveLength(
          reasons.filter(({ action, matched }) => action === 'AUDIT' && matched).length,
        )
        for (const reason of reasons) {
          expect(reason.matched).toBe(reason.rule !== undefined && reason.failed === undefined)
          expect(reason.sentence).not.toMatch(/\p{Cc}/u)
        }
      },
    ),
    { numRuns: fuzzRuns(800) },
  )
})

test('lint and explain say something of all policies', () => {
  fc.assert(
    fc.property(fc.array(policy, { maxLength: 3 }), (authorization) => {
      const policies = { authorization, requestAuthentication: [], peerAuthentication: [] }
      for (const { message, advice } of lintPolicies(policies)) expect(`${message}${advice}`).not.toMatch(/\p{Cc}/u)
      for (const { sentences } of explainPolicies(policies)) expect(sentences.join('')).not.toMatch(/\p{Cc}/u)
    }),
    { numRuns: fuzzRuns(300) },
  )
})

test('a file of anything is read without a throw, and each fault has its place', () => {
  const good = policyText(
    'action: DENY\nrules:\n- from:\n  - source: {principals: [a/ns/b/sa/c], ipBlocks: [10.0.0.0/8]}\n  when:\n  - {key: source.ip, values: ["1.1.1.1"]}',
  )
  const pieces = [
    '\n',
    '  ',
    '- ',
    ': ',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '"',
    "'",
    '|',
    '---\n',
    '!!x ',
    '? ',
    '#',
    '\u0000',
    '<<: ',
    'source',
    '~',
  ]
  const spoilt = fc
    .tuple(fc.nat(good.length), fc.nat(12), fc.array(fc.constantFrom(...pieces), { maxLength: 4 }))
    .map(([at, length, inserted]) => good.slice(0, at) + inserted.join('') + good.slice(at + length))
  fc.assert(
    fc.property(
      fc.oneof(
        spoilt,
        fc.string(),
        fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
      ),
      (file) => {
        const { policies, faults } = readOne(file)
        const lines = file.split(/\r\n|\r|\n/).length
        for (const { line, column, message } of faults) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines + 1)
          expect(column).toBeGreaterThanOrEqual(1)
          expect(message).not.toMatch(/\p{Cc}/u)
        }
        lintPolicies(policies)
      },
    ),
    { numRuns: fuzzRuns(1500) },
  )
})
