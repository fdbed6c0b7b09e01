import type { JwtRule } from '../jwt-rule.ts'
import { quoted } from '../read-parts.ts'

/** Whose tokens a rule believes, where it finds them, and what becomes of them. */
export function sayJwtRule(rule: JwtRule): string {
  const { issuer, audiences, forwardOriginalToken, outputPayloadToHeader, outputClaimToHeaders } = rule
  const clauses = [
    issuer === '' ? 'it believes tokens of any issuer' : `it believes tokens of ${quoted(issuer)}`,
    audiences.length === 0 ? 'for any audience' : `for the audience ${audiences.map(quoted).join(' or ')}`,
    sayKeys(rule),
    `that are found in ${sayLocations(rule)}`,
    forwardOriginalToken ? 'the token goes on to the workload' : 'the token is taken out of the request',
    ...(outputPayloadToHeader === undefined
      ? []
      : [`its payload goes on in the header ${quoted(outputPayloadToHeader)}`]),
    ...outputClaimToHeaders.map(
      ({ header, claim }) => `the claim ${quoted(claim)} goes on in the header ${quoted(header)}`,
    ),
  ]
  return clauses.join(', ')
}

function sayKeys({ jwks, jwksUri, issuer }: JwtRule): string {
  if (jwks !== undefined) return 'signed with a key that stands in the policy'
  return jwksUri === undefined
    ? `signed with a key that ${quoted(issuer)} publishes by its discovery document`
    : `signed with a key of ${quoted(jwksUri)}`
}

function sayLocations({ fromHeaders, fromParams, fromCookies }: JwtRule): string {
  const locations = [
    ...fromHeaders.map(
      ({ name, prefix }) => `the header ${quoted(name)}${prefix === '' ? '' : ` behind ${quoted(prefix)}`}`,
    ),
    ...fromParams.map((name) => `the query parameter ${quoted(name)}`),
    ...fromCookies.map((name) => `the cookie ${quoted(name)}`),
  ]
  return locations.length > 0
    ? locations.join(' or ')
    : 'the header "authorization" behind "Bearer " or the query parameter "access_token"'
}
