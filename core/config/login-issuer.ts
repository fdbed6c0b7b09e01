import type { UserIssuer } from './user-issuer.ts'

/** Who logs people in, and whom its access tokens are for. */
export interface LoginIssuer extends UserIssuer {
  audience: string
}

/** Below which path of the factory people log in for applications: its issuer is the factory's URL with this behind it. */
export const LOGIN_BELOW = '/login'

/** The client of the provider that the gateway of scenario 16 is. */
export const LOGIN_GATEWAY_CLIENT = 'login-gateway'

/** As the policies for a cluster say it (deploy/kubernetes/gloo/policies). */
export const LOGIN_ON_A_CLUSTER: LoginIssuer = {
  audience: 'https://webui',
  issuer: 'https://issuer.example.com/',
  jwksUri: 'https://issuer.example.com/.well-known/jwks.json',
}

/**
 * The same in this sandbox.
 * @param factory where the factory is called
 * @param config FACTORY_URL: what the provider says of itself; and LOGIN_AUDIENCE
 */
export function loginHere(
  factory: URL,
  { issuerUrl, loginAudience: audience }: { issuerUrl: string; loginAudience: string },
): LoginIssuer {
  const [base, issuer] = [factory.href, issuerUrl].map((url) => `${url.replace(/\/$/, '')}${LOGIN_BELOW}`)
  return { issuer: String(issuer), jwksUri: `${base}/jwks`, audience }
}
