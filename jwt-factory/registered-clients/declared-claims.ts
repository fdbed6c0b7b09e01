import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { faultyClaims } from '#core/token/claims'
import { templateFault } from './claim-template.ts'

/** What the issuer alone says: nobody declares it, and no request chooses it. */
export const PROTOCOL_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'client_id',
  'scope',
  'act',
  'may_act',
  'cnf',
])

/** A token has 16 kB at most, and others have a share in it. Bytes of JSON. */
const MAX_DECLARED_CLAIMS = 4000

const NAME_OF_CLAIM = /^[^\p{Cc}\p{Cs}]{1,100}$/u

/** Further claims of access tokens: JSON, in whose texts `${parameter}` stands for a parameter of the request. */
export const declaredClaims = z
  .record(z.string(), z.unknown(), 'must be an object with claims')
  .superRefine((claims, context) => {
    const fault = (path: PropertyKey[], message: string) => void context.addIssue({ code: 'custom', path, message })
    if (Buffer.byteLength(JSON.stringify(claims)) > MAX_DECLARED_CLAIMS)
      return fault([], `has more than ${MAX_DECLARED_CLAIMS} bytes`)
    for (const [name, value] of Object.entries(claims)) {
      if (PROTOCOL_CLAIMS.has(name)) fault([name], 'is said by the issuer: it cannot be declared')
      else if (!NAME_OF_CLAIM.test(name) || name.includes('${')) fault([], 'has a name that is none of a claim')
      else if (name === 'sub' && faultyClaims({ sub: value }).length > 0) fault([name], 'must be a text, not empty')
      else for (const [path, why] of faultsIn(value)) fault([name, ...path], why)
    }
  })

/** Every text in a value that cannot be filled, with its place. JSON here has 32 levels at most. */
function faultsIn(value: unknown): [path: string[], why: string][] {
  if (typeof value === 'string') {
    const why = templateFault(value)
    return why === undefined ? [] : [[[], why]]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const found = faultsIn(member)
    return found.map(([path, why]): [string[], string] => [[name, ...path], why])
  })
}
