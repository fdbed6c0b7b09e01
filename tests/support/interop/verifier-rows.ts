import { BUSY_ALONE } from './kept-keys.ts'
import { isBelieved, type Measured } from './measure.ts'
import type { Moment } from './moments.ts'
import { CLIENT_ISSUERS, PLACES } from './places.ts'
import { PRESENTED, type Presented } from './presented.ts'
import { seatAsItIs, seatsOfUsers, type Seat } from './seats.ts'
import type { VerifierRow } from './verifiers.ts'

/** What is measured of a verifier at a seat: as it is, or as its users set it. */
export type MeasuredOf = (seat: Seat) => Measured

const REFUSED = PRESENTED.filter((kind): kind is Exclude<Presented, 'good'> => kind !== 'good')

export const JUDGED_HEAD = [
  'client',
  'version',
  'finds the keys by',
  'told its algorithm',
  'as it is',
  'as its users set it',
  'it needs',
  ...REFUSED,
]
export const KEYS_HEAD = [
  'client',
  'a prepared rotation',
  'a key that signs at once is believed',
  'a revoked key is refused',
  'goes by `max-age`',
  'what says so',
]

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

const mark = (isSo: boolean) => (isSo ? '✓' : '✗')

const works = ({ measured: { judged } }: AtSeat) => isBelieved(judged.good)

interface AtSeat {
  seat: Seat
  measured: Measured
}

/** @returns its row in the table of tokens and in that of keys */
export function rowsOf(row: VerifierRow, version: string, measuredOf: MeasuredOf): [string[], string[]] {
  const at = (seat: Seat): AtSeat => ({ seat, measured: measuredOf(seat) })
  const [asItIs, users] = [at(seatAsItIs(row)), seatsOfUsers(row).map(at)]
  const working = [asItIs, ...users].filter(works)
  const settings = users.filter(works).map(({ seat }) => seat.setting)
  const refuses = (kind: Presented) =>
    mark(working.length > 0 && working.every(({ measured: { judged } }) => !isBelieved(judged[kind])))
  const judged = [
    row.name,
    version,
    row.finds ?? 'the URL that it is told',
    row.told ?? 'no',
    mark(works(asItIs)),
    mark(users.every(works)),
    works(asItIs) ? 'nothing' : settings.join(' or ') || 'something else',
    ...REFUSED.map(refuses),
  ]
  const [{ measured: shown } = asItIs] = working
  const keys = [row.name, aheadWords(shown), wordsOf(shown.hearsOfKey), revocationWords(shown), agesWords(working)]
  return [judged, [...keys, row.keeps.by]]
}

const revocationWords = ({ hearsOfRevocation, isDeafWhenBusy }: Measured) =>
  isDeafWhenBusy ? BUSY_ALONE : wordsOf(hearsOfRevocation)

function aheadWords({ needsAhead }: Measured): string {
  if (needsAhead === undefined) return 'the new key is not believed until it starts again'
  return needsAhead === 60 ? 'nothing is lost' : `nothing is lost from \`KEY_SET_MAX_AGE=${needsAhead}\` on`
}

/** Two ages tell who goes by them from who keeps keys for a minute anyway. */
function agesWords(working: readonly AtSeat[]): string {
  if (working.every(({ measured }) => measured.hearsOfRevocation === 0)) return 'asks with every token'
  const isYoung = ({ seat, measured: { hearsOfRevocation } }: AtSeat) =>
    hearsOfRevocation !== undefined && hearsOfRevocation <= maxAgeOf(seat)
  return working.every(isYoung) ? 'yes' : 'no'
}

const maxAgeOf = ({ place }: Seat) => CLIENT_ISSUERS[PLACES[place].issuer].maxAgeSeconds
