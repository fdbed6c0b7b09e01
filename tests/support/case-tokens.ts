import { ATTACKS_BY_ID, type AttackWorld } from '#attacks'
import { bearerTokenOf } from './attack-verdicts.ts'

/** A token of a case of the catalogue. */
export interface CaseToken {
  readonly id: string
  /** The id, and behind it which spelling it is, where the case has several. */
  readonly name: string
  readonly token: string
}

/**
 * The tokens of a case, one for each of its spellings, for a test that brings them itself.
 * @throws CannotBeMade
 * @throws RangeError where there is no such case, or it is about more than one token in one header
 */
export async function caseTokens(id: string, world: AttackWorld): Promise<CaseToken[]> {
  const attempts = (await ATTACKS_BY_ID.get(id)?.make(world, true)) ?? []
  const tokens = attempts.flatMap((attempt) => {
    const token = bearerTokenOf(attempt)
    return token === undefined ? [] : [{ id, name: attempts.length > 1 ? `${id}: ${attempt.label}` : id, token }]
  })
  if (tokens.length === 0) throw new RangeError(`the catalogue has no token for ${id}`)
  return tokens
}

/** All of several cases. @throws as caseTokens */
export const tokensOfCases = async (ids: readonly string[], world: AttackWorld): Promise<CaseToken[]> =>
  (await Promise.all(ids.map((id) => caseTokens(id, world)))).flat()

/** A row for each token of the cases, with what is said of it. @param said by ids of cases, with blanks between them */
export async function rowsOfCases<Said>(
  said: Readonly<Record<string, Said>>,
  tokensOf: (ids: string) => Promise<CaseToken[]>,
): Promise<[name: string, token: string, said: Said][]> {
  const rows = Object.entries(said).map(async ([ids, answer]) =>
    (await tokensOf(ids)).map(({ name, token }): [string, string, Said] => [name, token, answer]),
  )
  return (await Promise.all(rows)).flat()
}
