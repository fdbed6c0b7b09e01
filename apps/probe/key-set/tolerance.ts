import type { KeySetTolerance, ScoreRow } from './score-card.ts'
import { KEY_SET_TROUBLES, SLOW_TITLE } from './seen-troubles.ts'

const FAILURES: ReadonlyMap<string, string> = new Map(
  [...KEY_SET_TROUBLES, { id: 'keys-jwks-slow', title: SLOW_TITLE }].map(({ id, title }) => [id, title.replace(/^The issuer /, '')]), // prettier-ignore
)

/** What the rows about failures of the key set say together. An empty key set is none: it takes all keys back. */
export function toleranceOf(rows: readonly ScoreRow[]): KeySetTolerance {
  const failures = rows.filter(({ id }) => FAILURES.has(id))
  const idsOf = (...grades: readonly ScoreRow['grade'][]) =>
    failures.filter(({ grade }) => grades.includes(grade)).map(({ id }) => id)
  return {
    tolerated: idsOf('good'),
    notTolerated: idsOf('worth-changing', 'dangerous'),
    notSeen: idsOf('not-seen'),
  }
}

/** The same as a row of the score card; none where no failure was looked at. */
export function toleranceRow({ tolerated, notTolerated, notSeen }: KeySetTolerance): readonly ScoreRow[] {
  const seen = tolerated.length + notTolerated.length
  const row = { id: 'keys-tolerance', title: 'Tolerance' }
  if (seen + notSeen.length === 0) return []
  if (seen === 0) return [{ ...row, grade: 'not-seen', sentence: 'It was not seen to read a key set that fails' }]
  const sentence = [
    ...(tolerated.length > 0 ? [`Known keys keep working when the issuer ${failureWords(tolerated)}`] : []),
    ...(notTolerated.length > 0 ? [`known keys are lost when the issuer ${failureWords(notTolerated)}`] : []),
    ...(notSeen.length > 0 ? [`not seen: whether they work when the issuer ${failureWords(notSeen)}`] : []),
  ].join('; ')
  return [
    {
      ...row,
      value: `${tolerated.length} of ${seen} failures`,
      grade: notTolerated.length === 0 ? 'good' : tolerated.length === 0 ? 'dangerous' : 'worth-changing',
      sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    },
  ]
}

function failureWords(ids: readonly string[]): string {
  const words = ids.map((id) => FAILURES.get(id) ?? id)
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join('')
}
