import { CLIENT_ISSUERS, type IssuerName } from './issuers.ts'
import { isBelieved, type Measured, type Moment } from './measure.ts'
import { PRESENTED, type Presented } from './presented.ts'
import type { VerifierRow } from './verifiers.ts'

/** What is measured of a verifier, at each issuer: as it is, and as its users set it. */
export type MeasuredOf = (client: string, issuer: IssuerName) => Measured

const REFUSED = PRESENTED.filter((kind): kind is Exclude<Presented, 'good'> => kind !== 'good')

export const JUDGED_HEAD = ['client', 'version', 'good, ES256', 'good, RS256', 'it needs', ...REFUSED]
export const KEYS_HEAD = ['client', 'a prepared key', 'a key that signs at once', 'a revoked key', 'goes by `max-age`']

const WORDS: Record<string, string> = {
  0: 'at once',
  20: '20 s',
  30: '30 s',
  60: '1 min',
  120: '2 min',
  300: '5 min',
  600: '10 min',
  3600: '1 h',
  36000: '10 h',
  86400: '1 day',
}

const wordsOf = (moment: Moment) => (moment === undefined ? 'not within a day' : (WORDS[moment] ?? `${moment} s`))

const works = ({ judged }: Measured) => isBelieved(judged.good)
const mark = (isSo: boolean) => (isSo ? '✓' : '✗')

/** @returns its row in the table of tokens and in that of keys */
export function rowsOf(row: VerifierRow, version: string, measured: MeasuredOf): [string[], string[]] {
  const { client, orSet } = row
  const [plain, RS256] = [measured(client, 'default'), measured(client, 'RS256')]
  const isSet = orSet !== undefined && works(measured(orSet.client, 'default'))
  const needs = works(plain)
    ? ['nothing']
    : [...(isSet ? [orSet.setting] : []), ...(works(RS256) ? ['`ALGORITHM=RS256`'] : [])]
  const used = isSet ? orSet.client : client
  const own = workingOf(used, measured)
  const shown = (own[0] ?? { measured: plain }).measured
  const refuses = (kind: Presented) =>
    mark(own.length > 0 && own.every(({ measured: { judged } }) => !isBelieved(judged[kind])))
  return [
    [
      row.name,
      version,
      mark(works(plain)),
      mark(works(RS256)),
      needs.join(' or ') || 'something else',
      ...REFUSED.map(refuses),
    ],
    [row.name, aheadWords(shown), wordsOf(shown.hearsOfKey), revocationWords(shown), agesWords(own)],
  ]
}

interface AtIssuer {
  issuer: IssuerName
  measured: Measured
}

/** At the issuers where it believes anything. */
export const workingOf = (client: string, measured: MeasuredOf): AtIssuer[] =>
  (['default', 'RS256'] as const)
    .map((issuer) => ({ issuer, measured: measured(client, issuer) }))
    .filter((at) => works(at.measured))

const revocationWords = ({ hearsOfRevocation, isDeafWhenBusy }: Measured) =>
  isDeafWhenBusy ? 'not while it is asked often' : wordsOf(hearsOfRevocation)

function aheadWords({ needsAhead }: Measured): string {
  if (needsAhead === undefined) return 'not believed until it starts again'
  return needsAhead === 60 ? 'nothing is lost' : `nothing is lost from \`KEY_SET_MAX_AGE=${needsAhead}\` on`
}

/** Two ages tell who goes by them from who keeps keys for a minute anyway. */
function agesWords(own: readonly AtIssuer[]): string {
  if (own.every(({ measured }) => measured.hearsOfRevocation === 0)) return 'asks with every token'
  const isYoung = ({ issuer, measured: { hearsOfRevocation } }: AtIssuer) =>
    hearsOfRevocation !== undefined && hearsOfRevocation <= CLIENT_ISSUERS[issuer].maxAgeSeconds
  return own.every(isYoung) ? 'yes' : 'no'
}
