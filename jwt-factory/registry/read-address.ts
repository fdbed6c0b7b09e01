import type { Request } from 'express'
import { Problem } from '#core/http/problem'
import { PRETTY } from '#core/http/pretty'
import { readQuery, type Parameter } from '#core/http/query'
import { isServiceName, SERVICE_NAME_RULE } from '#core/registry/registry-paths'

/** The service that an address is about. @throws Problem invalid-input; what was sent is not repeated, it may be anything */
export function readService({ params }: Request): string {
  const { service } = params
  if (isServiceName(service)) return service
  throw new Problem('invalid-input', `${SERVICE_NAME_RULE}.`)
}

/** The key id that an address is about: any text that may be one. @throws Problem invalid-input */
export function readKid({ params }: Request): string {
  const { kid } = params
  if (typeof kid === 'string' && kid.length <= LONGEST_THUMBPRINT) return kid
  throw new Problem(
    'invalid-input',
    'A key id is an RFC 7638 thumbprint: 43 letters of base64url, or 44 with the padding.',
  )
}

/** More than that is the id of no key here. */
const LONGEST_THUMBPRINT = 64

const secondsInQuery = (takes: string): Parameter<number> => ({
  read: (text) => (/^\d{1,11}$/.test(text) ? Number(text) : undefined),
  takes,
})

const KEY_LIFE_PARAMETERS = {
  expiration: secondsInQuery('the end of the key in whole seconds since 1970'),
  rotation: secondsInQuery('how often the key is replaced, in whole seconds'),
  grace: secondsInQuery(
    'how long the key that it replaces can still be read, in whole seconds: REGISTRY_GRACE at most',
  ),
  ...PRETTY,
}

/** What the owner of a key says of its life, and of the one before. */
export interface ToldLife {
  expiresAt?: number
  rotationSeconds?: number
  graceSeconds?: number
}

/**
 * How long a key is to live, as its owner says in the query.
 * @throws Problem invalid-input for what is no number, and for an end that has passed
 */
export function readKeyLife({ query }: Request, now: number): ToldLife {
  const { expiration, rotation, grace } = readQuery(query, KEY_LIFE_PARAMETERS)
  const expiresAt = expiration === undefined ? undefined : expiration * 1000
  if (expiresAt !== undefined && expiresAt <= now)
    throw new Problem('invalid-input', 'The key is over already: expiration must lie ahead, in seconds since 1970.')
  return {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(rotation !== undefined && { rotationSeconds: rotation }),
    ...(grace !== undefined && { graceSeconds: grace }),
  }
}

/** What the query takes, for whoever reads about it. */
export const KEY_LIFE_QUERY = {
  expiration: KEY_LIFE_PARAMETERS.expiration,
  rotation: KEY_LIFE_PARAMETERS.rotation,
  grace: KEY_LIFE_PARAMETERS.grace,
}
