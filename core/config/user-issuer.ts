import { speaksForIssuer } from './factory-issuer.ts'

/** Where the factory signs with rings: the issuer of the users of scenario 12, and the ring with its keys. */
export const USER_ISSUER = 'https://people/'
export const USER_RING = 'people'

/** Who is logged in when scenario 12 is played. */
export const USER_SUBJECT = 'ada'

/** Whom the tokens of users are for: the service that believes them. */
export const USER_AUDIENCE = 'backend-api'

/** Whose tokens are those of users, and where their keys are. */
export interface UserIssuer {
  issuer: string
  jwksUri: string
}

/** As the policies for a cluster say it (deploy/kubernetes/policies). */
export const USERS_ON_A_CLUSTER: UserIssuer = {
  issuer: USER_ISSUER,
  jwksUri: `http://jwt-factory.people.svc.cluster.local:5555/keys/${USER_RING}/jwks`,
}

/**
 * The same in this sandbox.
 * @param factory where the factory is called
 * @param factoryIssuer FACTORY_ISSUER: where it speaks for the issuer, it signs for that one alone
 */
export function usersHere(
  factory: URL,
  { factoryIssuer, issuerUrl }: { factoryIssuer: string; issuerUrl: string },
): UserIssuer {
  const base = factory.href.replace(/\/$/, '')
  return speaksForIssuer(factoryIssuer)
    ? { issuer: issuerUrl, jwksUri: `${base}/jwks` }
    : { issuer: USER_ISSUER, jwksUri: `${base}/keys/${USER_RING}/jwks` }
}
