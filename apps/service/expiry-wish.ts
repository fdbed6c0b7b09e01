import { isYes, queryText } from '#core/http/query.ts'
import { isRole, type Role } from '#scenarios'

/** Reads `?expired=…`: a service means the token for that service, yes means every token of the play. */
export function expiryWish(value: unknown): (callee: Role) => boolean {
  const text = queryText(value)
  if (isRole(text)) return (callee) => callee === text
  const all = isYes(value)
  return () => all
}
