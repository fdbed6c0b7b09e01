import { describe, expect, test } from 'vitest'
import { ANONYMOUS, deciderOf, FROM_WEB_UI, policyText, withUser } from './mesh.fixture.ts'

const NOTHING = policyText('{}', 'allow-nothing')

describe('reasons', () => {
  test('each rule that did not match names its first failing condition, what was wanted and what was seen', () => {
    const text = policyText(
      'rules:\n- from:\n  - source: {principals: [a], namespaces: [b]}\n- to:\n  - operation: {methods: [GET]}\n  when:\n  - key: request.headers[x-a]\n    notValues: ["1"]',
    )
    const { by, reasons } = deciderOf(text).decide({ ...FROM_WEB_UI, headers: { 'x-a': '1' } }, { reasons: true })
    expect(by).toEqual({ kind: 'no-allow-matched' })
    expect(reasons).toEqual([
      {
        action: 'ALLOW',
        policy: 'default/test',
        rule: 0,
        place: { file: 'policies.yaml', line: 7, column: 5 },
        isDryRun: false,
        matched: false,
        failed: {
          field: 'from[0].source.principals',
          attribute: 'source.principal',
          wanted: ['a'],
          isNegated: false,
          seen: 'cluster.local/ns/default/sa/webui',
          place: { file: 'policies.yaml', line: 8, column: 16 },
        },
        sentence:
          'ALLOW default/test, rule 0 does not match: from[0].source.principals must be "a", and it is "cluster.local/ns/default/sa/webui".',
      },
      expect.objectContaining({
        rule: 1,
        failed: expect.objectContaining({ field: 'when[0].notValues', isNegated: true, wanted: ['1'], seen: '1' }),
        sentence:
          'ALLOW default/test, rule 1 does not match: when[0].notValues (request.headers[x-a]) must not be "1", and it is "1".',
      }),
    ])
  })

  test.each([
    ['from:\n- source: {principals: [a]}', ANONYMOUS, 'the caller has no identity: it sent no certificate.'],
    ['from:\n- source: {requestPrincipals: ["*"]}', FROM_WEB_UI, 'there is no verified token.'],
    ['when:\n- {key: "request.auth.claims[role]", values: [x]}', withUser(FROM_WEB_UI), 'the token has no such claim.'],
    ['when:\n- {key: "request.headers[x-a]", values: [x]}', FROM_WEB_UI, 'the request has none.'],
  ])('what is absent is said in words: %s', (rule, facts, words) => {
    const text = policyText(`rules:\n- ${rule.split('\n').join('\n  ')}`)
    const [reason] = deciderOf(text).decide(facts, { reasons: true }).reasons ?? []
    expect(reason?.failed?.seen).toBeNull()
    expect(reason?.sentence).toContain(`, and ${words}`)
  })

  test('no secret header and no control sign comes into a reason, and nothing long', () => {
    const text = policyText(
      'rules:\n- when:\n  - {key: "request.headers[authorization]", values: [x]}\n- to:\n  - operation: {paths: [/x]}',
    )
    const facts = {
      ...FROM_WEB_UI,
      path: `/\u001B[31m${'y'.repeat(5000)}`,
      headers: { authorization: 'Bearer secret' },
    }
    const made = deciderOf(text).decide(facts, { reasons: true }).reasons ?? []
    const reasons = made.map(({ sentence, failed }) => `${sentence} ${failed?.seen}`).join(' ')
    expect(reasons).not.toContain('secret')
    expect(reasons).not.toContain('\u001B')
    expect(reasons.length).toBeLessThan(2000)
    expect(reasons).toContain('(not shown)')
  })

  test('a policy without rules is told too; without being asked nothing is told', () => {
    const decision = deciderOf(NOTHING).decide(FROM_WEB_UI, { reasons: true })
    expect(decision.reasons).toMatchObject([
      { matched: false, sentence: 'ALLOW default/allow-nothing has no rules: it matches nothing.' },
    ])
    expect(deciderOf(NOTHING).decide(FROM_WEB_UI).reasons).toBeUndefined()
  })

  test('where one of two entries had to match, both failures are told', () => {
    const text = policyText('rules:\n- from:\n  - source: {principals: [a]}\n  - source: {namespaces: [b]}')
    const [reason] = deciderOf(text).decide(FROM_WEB_UI, { reasons: true }).reasons ?? []
    expect(reason?.failed?.field).toBe('from[0].source.principals')
    expect(reason?.alsoFailed).toMatchObject([{ field: 'from[1].source.namespaces' }])
  })
})
