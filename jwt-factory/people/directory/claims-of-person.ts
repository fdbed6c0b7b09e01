import type { DirectoryDocument, DirectoryPerson } from './document.ts'

/** What tokens of a person say, by the short names of the claims. Its keys are texts of people: it has no prototype. */
export type PersonClaims = Readonly<Record<string, string>>

/**
 * Joins the claims of all groups of a person: the values of one short name with commas and no space. Each value is there
 * once, however many groups have it, in the order in which the claims were made: so the same person gets the same token.
 */
export function claimsOfPerson(document: DirectoryDocument, { groups }: DirectoryPerson): PersonClaims {
  const mine = new Set(groups)
  const held = new Set(document.groups.filter(({ id }) => mine.has(id)).flatMap(({ claims }) => claims))
  const joined = Object.create(null) as Record<string, string> // of texts alone, from here on
  for (const { id, shortName, value } of document.claims) {
    if (!held.has(id)) continue
    const before = joined[shortName]
    joined[shortName] = before === undefined ? value : `${before},${value}`
  }
  return joined
}
