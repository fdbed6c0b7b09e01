import { z } from 'zod'
import { addressFault } from '../provider/clients/redirect-address.ts'

/** A browser comes back to one of them; an application with more has a list of others. */
const MOST_ADDRESSES = 20

const address = z.string('must be a text').superRefine((value, context) => {
  const fault = addressFault(value)
  if (fault !== undefined) context.addIssue(fault)
})

const addresses = z
  .array(address, 'must be a list')
  .min(1, 'must have an address')
  .max(MOST_ADDRESSES, `has more than ${MOST_ADDRESSES} addresses`)

/** What an application declares that sends people to log in at FACTORY_URL/login. */
export const REDIRECT_MEMBERS = {
  /** Where a browser comes back with a code: compared as text. */
  redirectUris: addresses.optional(),
  /** Where it comes back when somebody has logged out. */
  postLogoutRedirectUris: addresses.optional(),
}

interface LoginMembers {
  secret?: unknown
  redirectUris?: unknown
  postLogoutRedirectUris?: unknown
}

/** Codes are traded for tokens by whoever has a secret. */
export const hasSecretForLogins = ({ secret, redirectUris, postLogoutRedirectUris }: LoginMembers): boolean =>
  redirectUris === undefined ? postLogoutRedirectUris === undefined : secret !== undefined

export const NO_SECRET_FOR_LOGINS =
  'go with a secret, and postLogoutRedirectUris go with redirectUris: the application trades codes for tokens'
