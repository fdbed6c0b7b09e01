import { JWTPROXY_GAPS } from '#core/access/dialects/jwtproxy/gaps'
import { KONG_GAPS } from '#core/access/dialects/kong/gaps'
import { MESH_GAPS } from '#core/access/dialects/mesh/gaps'
import { PIKO_GAPS } from '#core/access/dialects/piko/gaps'
import { STOKE_GAPS } from '#core/access/dialects/stoke/gaps'
import type { DialectGap } from '#core/access/dialect'

/** Cases of the catalogue, by the weakness of the system that they come through by. Ids with blanks between them. */
type ByWeakness = Readonly<Record<string, string>>

/** What the catalogue finds in a system that our dialect imitates: that, and nothing else. */
export interface DialectFindings {
  /** What is documented of the dialect. */
  readonly gaps: readonly DialectGap[]
  /** What else the system is known for, where no strict verifier would do better by its own rules: a sentence each. */
  readonly further: ByWeakness
  readonly believes: ByWeakness
  /** Nobody is known then, and the request goes on. */
  readonly goesOn?: ByWeakness
  readonly refusesGood: ByWeakness
}

const CRITICAL =
  'crit-unknown crit-empty crit-not-array crit-standard-name crit-absent-member crit-duplicate b64-false-no-crit'
const TYPES = 'type-typ-jwt type-typ-missing type-typ-other type-typ-suffix type-typ-not-string'
const SUBJECT = 'sub-missing sub-empty sub-nul sub-control sub-space-padded client-id-missing act-malformed'
const FREE_KEY_ID = `key-kid-unknown key-kid-not-string key-kid-empty key-kid-case key-kid-command key-kid-operator
  key-kid-log-injection key-kid-prototype-name key-kid-url key-kid-oversized`
const ANY_AUDIENCE = `aud-other-service aud-missing aud-issuer aud-array-without-me aud-empty-array aud-empty-string aud-null
  aud-longer aud-shorter aud-trailing-slash aud-case aud-wildcard aud-joined aud-object aud-nested-array aud-mixed-types`
const BOUND = 'pop-dpop-as-bearer pop-mtls-no-cert'
const LAST_BITS = 'b64-sig-trailing-bits b64-payload-trailing-bits'

const SUBJECT_SAYS = 'Who it is about is left to the service behind: nobody looks at sub, client_id and act.'
const FIRST_SAYS = 'Of two Authorization headers the first counts, and a token in the query beside one is no fault.'
const ED25519_SAYS = 'It does not know the name Ed25519 (RFC 9864), and calls it EdDSA alone.'

const kongFindings = (dates: ByWeakness, refused: ByWeakness): DialectFindings => ({
  gaps: KONG_GAPS,
  further: {
    'KJ-2': 'The key is found by iss, and nobody looks at the key id.',
    'KJ-4': SUBJECT_SAYS,
    first: FIRST_SAYS,
    names: ED25519_SAYS,
    'KJ-3': 'Where nbf is verified, a token without one is refused.',
  },
  believes: {
    ...dates,
    iat: 'iat-future iat-string iat-missing iat-ancient',
    aud: ANY_AUDIENCE,
    jti: 'jti-missing jti-not-string',
    header: CRITICAL,
    cnf: BOUND,
    spelling: `b64-sig-padded b64-standard-alphabet b64-header-padded ${LAST_BITS} json-invalid-utf8 json-big-number`,
    prefix: 'http-tab http-nbsp',
    'KJ-2': FREE_KEY_ID,
    'KJ-4': `${SUBJECT} sub-not-string`,
    first: 'http-two-headers http-header-and-query',
  },
  refusesGood: { names: 'ok-ed25519', ...refused },
})

/** By the judge of each (`npm run judge`). */
export const DIALECT_FINDINGS: Readonly<Record<string, DialectFindings>> = {
  strict: {
    gaps: [],
    further: {
      'RFC 9068':
        'The judge takes any token of the issuer, as the plain verifier does: the profile is for access tokens.',
      profile: 'Both answers are right: crit and cnf that are not understood are refused.',
    },
    believes: {
      'RFC 9068': 'sub-missing client-id-missing jti-missing type-typ-jwt type-typ-missing',
    },
    refusesGood: { profile: 'ok-b64-true ok-cnf-unknown' },
  },
  jwtproxy: {
    gaps: JWTPROXY_GAPS,
    further: {
      keys: 'Whatever RSA key the key server has will do: one of 1024 bits, too, and one with exponent 1.',
      moment: 'At the moment of exp a token is still good.',
      subject: SUBJECT_SAYS,
      names: 'It checks RS256 and nothing else.',
      text: 'The audience is one text, and the header a map of texts.',
      dates: 'A token without nbf is refused.',
      'key-id': 'Without a key id there is no question to the key server.',
    },
    believes: {
      alg: 'alg-null alg-empty alg-lowercase alg-unknown alg-prototype-name alg-jwe-name',
      keys: 'key-weak-1024 key-exponent-one',
      header: 'crit-not-array',
      cnf: BOUND,
      moment: 'exp-at-now',
      aud: 'aud-trailing-slash aud-case aud-joined',
      subject: `${SUBJECT} sub-not-string`,
      typ: 'type-typ-jwt type-typ-missing type-typ-other type-typ-suffix',
      spelling: `b64-sig-padded b64-header-padded ${LAST_BITS} json-invalid-utf8 json-big-number`,
      authorization: 'http-two-headers http-header-and-query http-tab http-nbsp',
    },
    refusesGood: {
      names: `ok-rs384 ok-rs512 ok-ps256 ok-ps384 ok-ps512 ok-es256 ok-es384 ok-es512 ok-eddsa ok-ed25519 ok-rotation-new-key
        ok-jwks-unknown-members ok-jwks-no-alg ok-kid-odd`,
      text: 'ok-aud-array ok-aud-array-one ok-extra-header ok-b64-true',
      dates: 'ok-no-nbf',
      'key-id': 'ok-kid-missing-single',
    },
  },
  stoke: {
    gaps: STOKE_GAPS,
    further: {
      'ST-1': 'Every claim of its own is a text: a token with any other is refused.',
      'ST-14': 'What a key is for is not looked at, and one that cannot be read spoils the set.',
      dates: 'Its dates are whole numbers.',
      names: ED25519_SAYS,
      first: FIRST_SAYS,
    },
    believes: {
      aud: `aud-missing aud-array-without-me aud-empty-array iss-unknown iss-missing iss-trailing-slash iss-longer iss-substring
        iss-case iss-http iss-port iss-empty iss-homoglyph iss-normalization iss-nul ${SUBJECT}`,
      exp: 'exp-missing exp-milliseconds exp-too-far iat-future iat-missing iat-ancient',
      'ST-12': `${FREE_KEY_ID} alg-kty-crossed`,
      'ST-14': 'key-use-enc key-ops-not-verify',
      'ST-20': 'jti-missing',
      alg: 'alg-swap-hash alg-swap-padding',
      header: `${CRITICAL} ${TYPES}`,
      spelling: `${LAST_BITS} json-payload-scalar json-invalid-utf8`,
      first: 'http-two-headers http-header-and-query',
    },
    refusesGood: {
      'ST-1': 'ok-extra-claims ok-large-claims ok-act ok-cnf-unknown',
      dates: 'ok-fractional-dates ok-exponent-dates',
      'ST-14': 'ok-jwks-unknown-members',
      names: 'ok-ed25519',
    },
  },
  piko: {
    gaps: PIKO_GAPS,
    further: {
      'PK-2':
        'What a key of the set is for, and how weak it is, nobody looks at; one of kind oct is a secret for HS256.',
      'PK-7': 'A key id that is no text is none, and each key is tried.',
      subject: SUBJECT_SAYS,
      names: ED25519_SAYS,
      first: FIRST_SAYS,
    },
    believes: {
      'PK-2': 'key-use-enc key-ops-not-verify key-weak-1024 key-exponent-one key-symmetric-in-jwks',
      'PK-3': `exp-missing exp-string exp-null exp-milliseconds exp-too-far nbf-string iat-future iat-string iat-missing
        iat-ancient`,
      'PK-7': 'key-kid-not-string key-kid-operator',
      header: `${CRITICAL} ${TYPES}`,
      cnf: BOUND,
      jti: 'jti-missing',
      spelling: `${LAST_BITS} json-invalid-utf8`,
      subject: SUBJECT,
      first: 'http-two-headers http-header-and-query',
    },
    refusesGood: { names: 'ok-ed25519' },
  },
  kong: kongFindings(
    {
      exp: `exp-past exp-just-past-leeway exp-at-now exp-missing exp-string exp-iso-date exp-null exp-zero exp-negative exp-array
        exp-boolean exp-overflow exp-infinite exp-milliseconds exp-too-far`,
      nbf: 'nbf-future nbf-string',
      typ: `${TYPES} type-id-token type-txn-token-as-bearer type-wit-as-bearer type-refresh-token`,
    },
    {},
  ),
  'kong-exp-nbf': kongFindings(
    { exp: 'exp-overflow exp-infinite exp-milliseconds exp-too-far', typ: TYPES },
    { 'KJ-3': 'ok-no-nbf' },
  ),
  mesh: {
    gaps: MESH_GAPS,
    further: { 'M-18': SUBJECT_SAYS, names: ED25519_SAYS },
    believes: {
      kid: 'key-kid-empty',
      header: CRITICAL,
      cnf: BOUND,
      skew: 'exp-just-past-leeway exp-at-now',
      exp: 'exp-missing exp-zero exp-milliseconds exp-too-far',
      iat: 'iat-future iat-missing iat-ancient',
      aud: 'aud-trailing-slash',
      'M-18': SUBJECT,
      jti: 'jti-missing',
      typ: TYPES,
      spelling: `b64-sig-padded b64-sig-spaced ${LAST_BITS} seg-trailing-dot seg-leading-dot`,
      query: 'http-query http-header-and-query',
    },
    goesOn: {
      missing: `http-none http-empty http-body http-cookie http-forwarded-authorization http-identity-header http-path-variants
        http-method-variants http-error-leak http-401-shape dos-spaces`,
      prefix: 'http-wrong-scheme http-tab http-nbsp',
    },
    refusesGood: { names: 'ok-ed25519' },
  },
}
