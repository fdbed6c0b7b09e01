import { byCaseAlone } from '../runs-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const encryptedIsNotSigned: WorkshopStep = {
  id: 'encrypted-is-not-signed',
  track: 'security',
  title: 'Encrypted is not signed',
  task: 'Find the case in which a token is encrypted with the public key of the issuer, and has only claims inside. Run it alone, against Service B in scenario 7.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'Anybody can encrypt with a public key: that nobody else can read a token says nothing of who wrote it. In 2023 the library json-jwt for Ruby was found to take an encrypted token where a signed one was expected. Its method "decode" went by what the token was, and not by what the program wanted.',
  source: { text: 'CVE-2023-51774', url: 'https://nvd.nist.gov/vuln/detail/CVE-2023-51774' },
  hints: [
    'It is a token of another kind than the one that is expected: look in the family "type".',
    'Encrypted tokens have five segments and are called JWE. Two of the cases have something inside.',
    'One of the two has a whole token inside, which nobody has signed. Take the other one, choose Service B, scenario 7, and press "Run" beside it.',
  ],
  code: {
    file: 'core/token/compact-form.ts',
    find: 'if (segments.length !== 3)',
    instead: 'if (segments.length < 3)',
  },
  ...byCaseAlone({ id: 'jwe-claims-inside', says: ['reason', 'malformed'] }),
}
