import { byCaseAlone } from '../runs-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const onceAndNeverAgain: WorkshopStep = {
  id: 'once-and-never-again',
  track: 'security',
  title: 'Once, and never again',
  task: 'A client proves who it is with an assertion that it signs. Find the case in which the same one comes twice, and run it alone, with the target Service B in scenario 7.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'What is signed stays good when it is copied. Where something may happen once, somebody has to remember what was used (`jti`), for as long as it lives. Until September 2020 the OAuth library Fosite of Ory did not: whoever had seen a client assertion could use it again.',
  source: {
    text: 'CVE-2020-15222, advisory of Fosite',
    url: 'https://github.com/ory/fosite/security/advisories/GHSA-v3q9-2p3m-7g43',
  },
  hints: [
    'It is not the service that looks at client assertions, but the issuer: look in the family "issuer".',
    'The cases of the token endpoint begin with "te-". Look for what comes twice.',
    'Of the cases about client assertions, four change something in one. In the case that you look for nothing is changed: press "Run" beside it. The first time the factory gives a token, the second time it does not.',
  ],
  code: {
    file: 'jwt-factory/oauth/proof/assertion.ts',
    find: 'return spend(store, claims, keeping).catch(',
    instead: 'return Promise.resolve().catch(',
  },
  ...byCaseAlone({ id: 'te-assertion-replay', says: ['error', 'invalid_client'] }),
}
