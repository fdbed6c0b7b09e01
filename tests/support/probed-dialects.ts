import { JWTPROXY_GAPS } from '#core/access/dialects/jwtproxy/gaps'
import { KONG_GAPS, KONG_STATELESS_GAPS } from '#core/access/dialects/kong/gaps'
import { MESH_GAPS } from '#core/access/dialects/mesh/gaps'
import { PIKO_GAPS } from '#core/access/dialects/piko/gaps'
import { STOKE_GAPS } from '#core/access/dialects/stoke/gaps'
import type { DialectGap } from '#core/access/dialect'
import { readFound, type ByWeakness } from '../findings/found-tables.ts'

/** What the probe finds in a running party that does as another system does, by the weakness that it comes from: that, and no more. */
export interface ProbedDialect extends PartyWords {
  readonly finds: ByWeakness
}

interface PartyWords {
  readonly gaps: readonly DialectGap[]
  /** What else stands behind findings: a sentence each. */
  readonly further: Readonly<Record<string, string>>
}

/** The findings of a party by their cases, each with what is behind it. @throws Error where a weakness has no sentence */
export function knownOf({ gaps, further, finds }: ProbedDialect): Record<string, string> {
  const says = new Map([...gaps.map((gap) => [gap.id, gap.says] as const), ...Object.entries(further)])
  return Object.fromEntries(
    Object.entries(finds).flatMap(([weakness, ids]) => {
      const why = says.get(weakness)
      if (why === undefined) throw new Error(`nobody says what ${weakness} is, by which there come ${ids.join(' ')}`)
      return ids.map((id) => [id, why])
    }),
  )
}

const SUBJECT_SAYS = 'Who it is about is left to the service behind.'
const FIRST_SAYS = 'Of two Authorization headers the first counts, and a token in the query beside one is no fault.'
const NO_CHALLENGE_SAYS = 'Its 401 has no challenge (RFC 9110 §15.5.2), as that of the original.'

/** The policies of the walk of Istio: those of scenario 12 name no audience, and those of scenario 16 do. */
const ofMesh: PartyWords = {
  gaps: MESH_GAPS,
  further: {
    subject: SUBJECT_SAYS,
    page: 'The page before the backend is a plain service, and sends on the first of two Authorization headers, and no query.',
  },
}

/** By scenario and party. */
const WORDS = {
  mesh: ofMesh,
  'mesh with audiences': ofMesh,
  'stateless gateway': {
    gaps: KONG_STATELESS_GAPS,
    further: {
      issuer: 'Nobody looks at the issuer: the one key says who it was.',
      lifetime: 'Who has the key decides how long a token lives.',
    },
  },
  'plugin gateway': {
    gaps: KONG_GAPS,
    further: {
      'KJ-2': 'The key is found by iss, and nobody looks at the key id.',
      'KJ-4': SUBJECT_SAYS,
      first: FIRST_SAYS,
    },
  },
  piko: {
    gaps: PIKO_GAPS,
    further: { subject: SUBJECT_SAYS, first: FIRST_SAYS, challenge: NO_CHALLENGE_SAYS },
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
  },
  jwtproxy: {
    gaps: JWTPROXY_GAPS,
    further: {
      subject: SUBJECT_SAYS,
      text: 'The audience is one text, and the header a map of texts.',
      dates: 'A token without nbf is refused.',
    },
  },
} as const satisfies Record<string, PartyWords>

export type PartyName = keyof typeof WORDS

const FOUND = readFound('parties')

/** The same with what was found when `npm run findings` was run last. */
export const PROBED_DIALECTS = Object.fromEntries(
  Object.entries(WORDS).map(([name, words]) => [name, { ...words, finds: FOUND[name] ?? {} }]),
) as unknown as Readonly<Record<PartyName, ProbedDialect>> // Object.entries forgets the names
