import { JWTPROXY_GAPS } from '#core/access/dialects/jwtproxy/gaps'
import { KONG_GAPS, KONG_STATELESS_GAPS } from '#core/access/dialects/kong/gaps'
import { MESH_GAPS } from '#core/access/dialects/mesh/gaps'
import { PIKO_GAPS } from '#core/access/dialects/piko/gaps'
import { STOKE_GAPS } from '#core/access/dialects/stoke/gaps'
import type { DialectGap } from '#core/access/dialect'

/** What the probe finds in a running party that does as another system does, by the weakness that it comes from: that, and no more. */
export interface ProbedDialect {
  readonly gaps: readonly DialectGap[]
  /** What else stands behind findings: a sentence each. */
  readonly further: Readonly<Record<string, string>>
  /** Cases by weakness, with blanks between them. */
  readonly finds: Readonly<Record<string, string>>
}

/** The findings of a party by their cases, each with what is behind it. @throws Error where a weakness has no sentence */
export function knownOf({ gaps, further, finds }: ProbedDialect): Record<string, string> {
  const says = new Map([...gaps.map((gap) => [gap.id, gap.says] as const), ...Object.entries(further)])
  return Object.fromEntries(
    Object.entries(finds).flatMap(([weakness, ids]) => {
      const why = says.get(weakness)
      if (why === undefined) throw new Error(`nobody says what ${weakness} is`)
      return ids.split(/\s+/).map((id) => [id, why])
    }),
  )
}

const CRITICAL =
  'crit-unknown crit-empty crit-not-array crit-standard-name crit-absent-member crit-duplicate b64-false-no-crit'
const TYPES = 'type-typ-other type-typ-not-string type-typ-suffix'
const OTHER_KINDS = 'type-id-token type-txn-token-as-bearer type-wit-as-bearer type-refresh-token'
const FREE_KEY_ID = `key-kid-unknown key-kid-not-string key-kid-empty key-kid-case key-kid-command key-kid-operator
  key-kid-log-injection key-kid-prototype-name key-kid-url key-kid-oversized`
const OTHER_AUDIENCES = `aud-other-service aud-missing aud-issuer aud-array-without-me aud-longer aud-shorter aud-trailing-slash
  aud-case aud-wildcard aud-joined`
const BOUND = 'pop-dpop-as-bearer pop-mtls-no-cert'
const LAST_BITS = 'b64-sig-trailing-bits b64-payload-trailing-bits'

const SUBJECT_SAYS = 'Who it is about is left to the service behind.'
const FIRST_SAYS = 'Of two Authorization headers the first counts, and a token in the query beside one is no fault.'
const NO_CHALLENGE_SAYS = 'Its 401 has no challenge (RFC 9110 §15.5.2), as that of the original.'

/** The policies of the walk of Istio: those of scenario 12 name no audience, and those of scenario 16 do. */
const meshFinds = (more: Readonly<Record<string, string>>): ProbedDialect => ({
  gaps: MESH_GAPS,
  further: {
    subject: SUBJECT_SAYS,
    page: 'The page before the backend is a plain service, and sends on the first of two Authorization headers, and no query.',
  },
  finds: {
    kid: 'key-kid-empty',
    header: CRITICAL,
    cnf: BOUND,
    skew: 'exp-at-now',
    exp: 'exp-missing exp-zero exp-milliseconds exp-too-far',
    iat: 'iat-future iat-ancient',
    subject: 'sub-nul sub-control sub-space-padded act-malformed',
    typ: TYPES,
    spelling: `b64-sig-padded b64-sig-spaced ${LAST_BITS} seg-trailing-dot seg-leading-dot`,
    page: 'http-two-headers http-header-and-query',
    ...more,
  },
})

/** By scenario and party. */
export const PROBED_DIALECTS = {
  mesh: meshFinds({ aud: `${OTHER_AUDIENCES} aud-empty-array aud-empty-string ${OTHER_KINDS}` }),
  'mesh with audiences': meshFinds({ aud: 'aud-trailing-slash' }),
  'stateless gateway': {
    gaps: KONG_STATELESS_GAPS,
    further: {
      issuer: 'Nobody looks at the issuer: the one key says who it was.',
      lifetime: 'Who has the key decides how long a token lives.',
    },
    finds: {
      kid: FREE_KEY_ID,
      exp: 'exp-missing',
      lifetime: 'exp-too-far iat-ancient',
      aud: `${OTHER_AUDIENCES} type-id-token`,
      issuer: `iss-unknown iss-missing iss-trailing-slash iss-longer iss-substring iss-http iss-port type-client-assertion`,
    },
  },
  'plugin gateway': {
    gaps: KONG_GAPS,
    further: {
      'KJ-2': 'The key is found by iss, and nobody looks at the key id.',
      'KJ-4': SUBJECT_SAYS,
      first: FIRST_SAYS,
    },
    finds: {
      length: 'sig-empty sig-truncated sig-extended sig-ecdsa-der life-cached-by-text',
      'KJ-2': FREE_KEY_ID,
      header: CRITICAL,
      exp: 'exp-overflow exp-infinite exp-milliseconds exp-too-far',
      nbf: 'nbf-future nbf-string',
      iat: 'iat-future iat-string iat-ancient life-clock-jump',
      aud: `${OTHER_AUDIENCES} aud-empty-array aud-empty-string aud-null aud-object aud-nested-array aud-mixed-types`,
      'KJ-4': 'sub-empty sub-not-string sub-nul sub-control sub-space-padded act-malformed',
      jti: 'jti-not-string',
      typ: `${TYPES} ${OTHER_KINDS}`,
      spelling: `b64-sig-padded ${LAST_BITS} b64-standard-alphabet b64-header-padded json-invalid-utf8 json-big-number`,
      first: 'http-two-headers http-header-and-query',
      prefix: 'http-tab http-nbsp',
      cnf: BOUND,
    },
  },
  piko: {
    gaps: PIKO_GAPS,
    further: { subject: SUBJECT_SAYS, first: FIRST_SAYS, challenge: NO_CHALLENGE_SAYS },
    finds: {
      kid: 'key-kid-not-string key-kid-operator',
      header: `${CRITICAL} ${TYPES}`,
      'PK-3': `exp-missing exp-string exp-null exp-milliseconds exp-too-far nbf-string iat-future iat-string iat-ancient`,
      subject: 'sub-empty sub-nul sub-control sub-space-padded act-malformed',
      spelling: `${LAST_BITS} json-invalid-utf8`,
      first: 'http-two-headers http-header-and-query',
      challenge: 'http-401-shape',
      cnf: BOUND,
    },
  },
  stoke: {
    gaps: STOKE_GAPS,
    further: {
      subject: SUBJECT_SAYS,
      first: 'Of two Authorization headers the first counts.',
      challenge: NO_CHALLENGE_SAYS,
      'ST-1': 'Every claim of its own is a text: a token with any other is refused.',
      dates: 'Its dates are whole numbers.',
    },
    finds: {
      'ST-12': FREE_KEY_ID,
      header: `${CRITICAL} ${TYPES}`,
      exp: 'exp-missing exp-milliseconds exp-too-far iat-future iat-ancient',
      aud: `aud-missing aud-array-without-me aud-empty-array iss-unknown iss-missing iss-trailing-slash iss-longer iss-substring
        iss-case iss-http iss-empty iss-homoglyph iss-normalization iss-nul`,
      subject: 'sub-empty sub-nul sub-control sub-space-padded act-malformed',
      spelling: `${LAST_BITS} json-invalid-utf8`,
      first: 'http-two-headers',
      challenge: 'http-401-shape',
      'ST-1': 'ok-extra-claims ok-large-claims ok-act',
      dates: 'ok-fractional-dates ok-exponent-dates',
    },
  },
  jwtproxy: {
    gaps: JWTPROXY_GAPS,
    further: {
      subject: SUBJECT_SAYS,
      text: 'The audience is one text, and the header a map of texts.',
      dates: 'A token without nbf is refused.',
    },
    finds: {
      alg: 'alg-null alg-empty alg-lowercase alg-unknown alg-prototype-name alg-jwe-name',
      header: 'crit-not-array',
      aud: 'aud-trailing-slash aud-case aud-joined',
      subject: 'sub-empty sub-not-string sub-nul sub-control sub-space-padded act-malformed',
      typ: 'type-typ-other type-typ-suffix',
      spelling: `b64-sig-padded b64-header-padded ${LAST_BITS} json-invalid-utf8 json-big-number`,
      authorization: 'http-two-headers http-header-and-query http-tab http-nbsp',
      cnf: BOUND,
      text: 'ok-aud-array ok-aud-array-one ok-extra-header',
      dates: 'ok-no-nbf',
    },
  },
} as const satisfies Record<string, ProbedDialect>
