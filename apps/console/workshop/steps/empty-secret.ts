import { byCaseAlone } from '../runs-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const emptySecret: WorkshopStep = {
  id: 'empty-secret',
  track: 'security',
  title: 'A secret of no letters',
  task: 'Find the case in which a token is signed with a secret that is empty, and run it alone, against Service B in scenario 7.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'An HMAC with an empty secret is well defined, and everybody can make it. So a setting that nobody filled in lets everybody in. InfluxDB did so before its version 1.7.6 of 2019: where its shared secret was empty, it believed tokens that were signed with an empty one.',
  source: { text: 'CVE-2019-20933', url: 'https://nvd.nist.gov/vuln/detail/CVE-2019-20933' },
  hints: [
    'It is in the family "algorithm", with others that use HMAC.',
    'Look for the reference CVE-2019-20933, or for a title that speaks of the secret.',
    'Its id is alg-hmac-empty-key. Choose Service B, scenario 7, and press "Run" beside it.',
  ],
  code: { file: 'core/token/verify.ts', find: 'e.algorithm = allowedAlgorithm(e.header, e.trust.algorithms)' },
  ...byCaseAlone('alg-hmac-empty-key'),
}
