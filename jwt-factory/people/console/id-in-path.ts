import { Problem } from '#core/http/problem'
import type { AdminVisit } from './admin-visit.ts'

/** The id of an entry in the address of its page. @throws Problem not-found */
export function idInPath({ request }: Pick<AdminVisit, 'request'>): number {
  const text = String(request.params['id'])
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Problem('not-found', 'There is no page of that address.')
  return Number(text)
}
