import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { shortestRounds } from '../../../tests/support/shortest-rounds.ts'
import { deciderOf, FROM_WEB_UI, policyText, withUser } from './mesh.fixture.ts'

/** A policy as people write them, of which none is for the request. */
const ordinary = (at: number) =>
  policyText(
    [
      `action: ${at % 3 === 0 ? 'DENY' : 'ALLOW'}`,
      'rules:',
      '- from:',
      `  - source: {principals: [cluster.local/ns/default/sa/a${at}, "other/ns/x/sa/*"], namespaces: [a${at}, "b*"]}`,
      `  - source: {requestPrincipals: ["https://issuer${at}/*"], remoteIpBlocks: [10.${at}.0.0/16]}`,
      '  to:',
      `  - operation: {methods: [GET, POST], paths: ["/api/${at}/*", "/v${at}/{*}/x"], hosts: [h${at}.example.org]}`,
      '  when:',
      `  - {key: "request.auth.claims[groups]", values: [g${at}]}`,
    ].join('\n'),
    `p${at}`,
  )

test('a decision over 100 policies costs less than one ES256 verification', () => {
  const decider = deciderOf(Array.from({ length: 100 }, (_, at) => ordinary(at)).join('---\n'))
  const request = withUser(
    { ...FROM_WEB_UI, path: '/api/98/../99/x', host: 'h99.example.org' },
    { groups: ['g1', 'g99'] },
  )
  expect(decider.policies).toHaveLength(100)
  expect(decider.decide(request).by).toEqual({ kind: 'no-allow-matched' })

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const token = Buffer.alloc(300, 'x')
  const signature = sign('sha256', token, privateKey)
  const [decision, verification] = shortestRounds([
    () => decider.decide(request),
    () => verify('sha256', token, publicKey, signature),
  ])
  expect(decision).toBeLessThan(verification ?? 0)
})
