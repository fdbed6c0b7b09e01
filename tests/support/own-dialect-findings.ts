import { KONG_STATELESS_GAPS } from '#core/access/dialects/kong/gaps'
import type { DialectFindings } from './dialect-findings.ts'

const TYPES_SAYS =
  'It takes any token of the issuer that says JWT or nothing: the profile of RFC 9068 is for access tokens.'
const BOTH_RIGHT_SAYS = 'Both answers are right: crit and cnf that are not understood are refused.'
const BOTH_RIGHT = 'ok-b64-true ok-cnf-unknown'
const ANY_JWT = 'sub-missing client-id-missing jti-missing type-typ-jwt type-typ-missing'

/** The same for dialects that no judge speaks for, since each answers to a setting of ours: by their ids in the table of libraries. */
export const OWN_DIALECT_FINDINGS: Readonly<Record<string, DialectFindings>> = {
  'kong-stateless': {
    gaps: KONG_STATELESS_GAPS,
    further: {
      issuer: 'Nobody looks at the issuer: the one key says who it was.',
      lifetime: 'Who has the key decides how long a token lives.',
      profile: BOTH_RIGHT_SAYS,
    },
    believes: {
      kid: `key-kid-unknown key-kid-not-string key-kid-empty key-kid-case key-kid-command key-kid-operator key-kid-log-injection
        key-kid-prototype-name key-kid-url key-kid-oversized`,
      exp: 'exp-missing',
      lifetime: 'exp-too-far iat-ancient',
      aud: `aud-other-service aud-missing aud-issuer aud-array-without-me aud-longer aud-shorter aud-trailing-slash aud-case
        aud-wildcard aud-joined type-id-token`,
      issuer: `iss-unknown iss-missing iss-trailing-slash iss-longer iss-substring iss-case iss-http iss-port iss-homoglyph
        iss-normalization type-client-assertion`,
    },
    refusesGood: { profile: BOTH_RIGHT },
  },
  'strict-sidecar': {
    gaps: [],
    further: {
      'RFC 9068': TYPES_SAYS,
      'key-id': 'A key id is there, and of visible ASCII characters: its key is asked for by that.',
      profile: BOTH_RIGHT_SAYS,
    },
    believes: { 'RFC 9068': ANY_JWT },
    refusesGood: { profile: BOTH_RIGHT, 'key-id': 'ok-kid-odd ok-kid-missing-single' },
  },
  'strict-relay': {
    gaps: [],
    further: {
      'RFC 9068': TYPES_SAYS,
      profile: BOTH_RIGHT_SAYS,
    },
    believes: { 'RFC 9068': ANY_JWT },
    refusesGood: { profile: BOTH_RIGHT },
  },
}
