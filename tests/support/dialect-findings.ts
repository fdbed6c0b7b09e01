import { JWTPROXY_GAPS } from '#core/access/dialects/jwtproxy/gaps'
import { KONG_GAPS, KONG_STATELESS_GAPS } from '#core/access/dialects/kong/gaps'
import { MESH_GAPS } from '#core/access/dialects/mesh/gaps'
import { PIKO_GAPS } from '#core/access/dialects/piko/gaps'
import { STOKE_GAPS } from '#core/access/dialects/stoke/gaps'
import type { DialectGap } from '#core/access/dialect'
import { readFound, type DialectFound } from '../findings/found-tables.ts'
import type { TableDialect } from './table-dialects.ts'

/** What the catalogue finds in a system that our dialect imitates: that, and nothing else. */
export interface DialectFindings {
  /** What is documented of the dialect. */
  readonly gaps: readonly DialectGap[]
  /** What else the system is known for, where no strict verifier would do better by its own rules: a sentence each. */
  readonly further: Readonly<Record<string, string>>
  readonly found: DialectFound
}

const SUBJECT_SAYS = 'Who it is about is left to the service behind: nobody looks at sub, client_id and act.'
const FIRST_SAYS = 'Of two Authorization headers the first counts, and a token in the query beside one is no fault.'
const ED25519_SAYS = 'It does not know the name Ed25519 (RFC 9864), and calls it EdDSA alone.'
const TYPES_SAYS =
  'It takes any token of the issuer that says JWT or nothing: the profile of RFC 9068 is for access tokens.'
const BOTH_RIGHT_SAYS = 'Both answers are right: crit and cnf that are not understood are refused.'
const BOTH_RIGHT = ['ok-b64-true', 'ok-cnf-unknown']
const ANY_JWT = ['sub-missing', 'client-id-missing', 'jti-missing', 'type-typ-jwt', 'type-typ-missing']

/** What our own strict ones believe and refuse stands here by hand, and no command writes it: anything else is a fault of ours. */
const STRICT = {
  strict: {
    gaps: [],
    further: {
      'RFC 9068':
        'The judge takes any token of the issuer, as the plain verifier does: the profile is for access tokens.',
      profile: BOTH_RIGHT_SAYS,
    },
    found: { believes: { 'RFC 9068': ANY_JWT }, refusesGood: { profile: BOTH_RIGHT } },
  },
  'strict-sidecar': {
    gaps: [],
    further: {
      'RFC 9068': TYPES_SAYS,
      'key-id': 'A key id is there, and of visible ASCII characters: its key is asked for by that.',
      profile: BOTH_RIGHT_SAYS,
    },
    found: {
      believes: { 'RFC 9068': ANY_JWT },
      refusesGood: { profile: BOTH_RIGHT, 'key-id': ['ok-kid-odd', 'ok-kid-missing-single'] },
    },
  },
  'strict-relay': {
    gaps: [],
    further: { 'RFC 9068': TYPES_SAYS, profile: BOTH_RIGHT_SAYS },
    found: { believes: { 'RFC 9068': ANY_JWT }, refusesGood: { profile: BOTH_RIGHT } },
  },
} as const satisfies Record<string, DialectFindings>

const ofKong: Omit<DialectFindings, 'found'> = {
  gaps: KONG_GAPS,
  further: {
    'KJ-2': 'The key is found by iss, and nobody looks at the key id.',
    'KJ-4': SUBJECT_SAYS,
    first: FIRST_SAYS,
    names: ED25519_SAYS,
    'KJ-3': 'Where nbf is verified, a token without one is refused.',
  },
}

/** By the judge of each (`npm run judge`), or its id in the table of libraries. */
const WORDS: Readonly<Record<string, Omit<DialectFindings, 'found'>>> = {
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
  },
  kong: ofKong,
  'kong-exp-nbf': ofKong,
  mesh: { gaps: MESH_GAPS, further: { 'M-18': SUBJECT_SAYS, names: ED25519_SAYS } },
  'kong-stateless': {
    gaps: KONG_STATELESS_GAPS,
    further: {
      issuer: 'Nobody looks at the issuer: the one key says who it was.',
      lifetime: 'Who has the key decides how long a token lives.',
      profile: BOTH_RIGHT_SAYS,
    },
  },
}

/** Whose findings are written by hand. */
export const isStrictOfOurs = (id: string): id is keyof typeof STRICT => id in STRICT

/** What is known of a dialect, and what was found in it when `npm run findings` was run last. One that is like another has its sentences, too. */
export function findingsInDialect({ id, description, like }: TableDialect): DialectFindings {
  if (isStrictOfOurs(id)) return STRICT[id]
  const words = WORDS[id] ?? { gaps: description?.gaps ?? [], further: like ? STRICT[like].further : {} }
  return {
    ...words,
    found: readFound('dialects')[id] ?? {},
  }
}

/** The same of the one that it is like, for cases that nobody has sorted yet. */
export const foundInLike = ({ like }: TableDialect): DialectFound => (like ? STRICT[like].found : {})
