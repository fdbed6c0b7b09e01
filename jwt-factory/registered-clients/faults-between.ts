import { PROCESS_NAMES } from '#core/config/processes'
import type { Claims } from '#core/token/claims'
import { lookOf } from '#core/token/look-of'
import { namesAnother } from './look-alike.ts'

/** As much of a client as others can clash with. */
export interface Addressed {
  id: string
  /** By which tokens are meant for it; its id, when it is absent. */
  audience?: string | undefined
  audiences?: readonly string[] | undefined
  claims?: Claims | undefined
}

/** By which tokens are meant for a client. */
export const audienceOf = ({ id, audience = id }: Addressed): string => audience

/**
 * What several clients cannot say together: a token has one recipient, so an audience is of one of them, and none is the id of
 * another. The faults name each client and member, and no value but ids and what to write in their place.
 */
export function faultsBetween(
  clients: readonly Addressed[],
  issuers: readonly Pick<Addressed, 'id' | 'claims'>[] = [],
): string[] {
  const byId = new Map(clients.map((client) => [client.id, client]))
  const byAudience = new Map<string, string>()
  const faults: string[] = []
  for (const client of clients) {
    const { id, audiences = [] } = client
    const audience = audienceOf(client)
    const first = byAudience.get(audience)
    if (audience !== id && byId.has(audience)) faults.push(`${id}.audience  is the id of another client`)
    else if (first !== undefined) faults.push(`${id}.audience  is that of ${first}, too: each needs one of its own`)
    else byAudience.set(audience, id)
    for (const [at, name] of audiences.entries()) {
      const callee = byId.get(name)
      if (!callee || audienceOf(callee) === name) continue
      faults.push(`${id}.audiences.${at}  is a client whose audience is another one: write ${audienceOf(callee)}`)
    }
  }
  return [...faults, ...subjectFaults(clients, issuers)]
}

/** A text to be filled is looked at when it is filled. */
function subjectFaults(clients: readonly Addressed[], issuers: readonly Pick<Addressed, 'id' | 'claims'>[]): string[] {
  const looks = Map.groupBy([...clients.map(({ id }) => id), ...PROCESS_NAMES], (id) => id.toLowerCase()) // as lookOf has an id
  return [...clients, ...issuers].flatMap(({ id, claims }) => {
    const { sub } = claims ?? {}
    if (sub === undefined || !namesAnother(sub, id, looks.get(lookOf(sub)) ?? [])) return []
    return [`${id}.claims.sub  is another client or a process, or looks like one: a token never speaks for it`]
  })
}
