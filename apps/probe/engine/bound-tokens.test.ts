import { expect, test } from 'vitest'
import { PLAIN_NEEDS, type AttackNeed, type AttackRequest } from '#attacks'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, claimsOf, letIn, runOf, sideOf, tokenOf } from './target.fixture.ts'

const believesBoundTokens = (request: AttackRequest) =>
  claimsOf(tokenOf(request))['cnf'] === undefined ? askStrict(request) : Promise.resolve(letIn())

test.each<[says: string, also: AttackNeed[], classes: Record<string, string>]>([
  ['nothing', [], { 'pop-dpop-as-bearer': 'POLICY', 'pop-mtls-no-cert': 'POLICY' }],
  ['--dpop', ['dpop'], { 'pop-dpop-as-bearer': 'MUST', 'pop-mtls-no-cert': 'POLICY' }],
  ['--dpop --mtls', ['dpop', 'mtls'], { 'pop-dpop-as-bearer': 'MUST', 'pop-mtls-no-cert': 'MUST' }],
])('a bound token that is believed without proof, where the person says %s', async (_says, also, classes) => {
  const issuerSide = sideOf({ has: new Set([...PLAIN_NEEDS, ...also]) })
  const run = runOf(casesNamed(...Object.keys(classes)), believesBoundTokens, { issuerSide })
  const { cases } = await runCatalogue(run)
  expect(Object.fromEntries(cases.map((each) => [each.id, each.class]))).toEqual(classes)
  for (const { class: kind, finding } of cases) expect(finding?.isFailing).toBe(kind === 'MUST')
})
