import { errors, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import type { ProviderAccounts } from './accounts.ts'
import { LOGIN_ALGORITHM } from './login-ring.ts'

/** What a login is for, and how long it lasts. Seconds. */
export const PROVIDER_LIVES = {
  /** From the click to the password. */
  Interaction: 600,
  /** Of a browser in which nobody has logged in. */
  Guest: 600,
  /** A working day. */
  Session: 8 * 3600,
  AuthorizationCode: 60,
  RefreshToken: 14 * 86_400,
  Grant: 14 * 86_400,
} as const

export const PROVIDER_SCOPES = ['openid', 'profile', 'offline_access'] as const

export interface ProviderConfigurationParts {
  accounts: ProviderAccounts
  /** For whom access tokens are, where nobody names another. */
  audience: string
  /** Whether a client may have tokens for that resource. */
  mayHave(clientId: string, resource: string): boolean
  tokenLifetimeSeconds: number
  /** Path of the provider, as browsers see it. */
  path: string
}

/** How the library is set: only what is needed is on, and nothing of it says anything by itself on a terminal. */
export function providerConfiguration(parts: ProviderConfigurationParts): Configuration {
  const { accounts, audience, mayHave, tokenLifetimeSeconds, path } = parts
  const off = { enabled: false }
  return {
    scopes: [...PROVIDER_SCOPES],
    claims: { openid: ['sub'], profile: ['name', 'nickname', 'preferred_username', 'picture'] },
    conformIdTokenClaims: false, // gateways read names from the ID token
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientDefaults: { id_token_signed_response_alg: LOGIN_ALGORITHM },
    enabledJWA: { idTokenSigningAlgValues: [LOGIN_ALGORITHM] },
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false, // the guard of the factory decides which pages may ask
    clockTolerance: 5,
    rotateRefreshToken: keepOfMistakes,
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access'),
    revokeGrantPolicy: () => true,
    loadExistingGrant: (ctx) => grantFor(ctx, audience),
    interactions: { url: (_ctx, { uid }) => `${path}/interaction/${uid}`, policy: ownPolicy() },
    findAccount: async (ctx, subject, token) => {
      const account = await accounts.find(subject, markOf(ctx, token))
      return account && { accountId: account.subject, claims: () => ({ sub: account.subject, ...account.profile }) }
    },
    ttl: {
      AccessToken: tokenLifetimeSeconds,
      IdToken: tokenLifetimeSeconds,
      AuthorizationCode: PROVIDER_LIVES.AuthorizationCode,
      Grant: PROVIDER_LIVES.Grant,
      Interaction: PROVIDER_LIVES.Interaction,
      RefreshToken: PROVIDER_LIVES.RefreshToken,
      Session: (_ctx, { accountId }) => (accountId === undefined ? PROVIDER_LIVES.Guest : PROVIDER_LIVES.Session),
    },
    features: {
      devInteractions: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      userinfo: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => {
          if (resource !== audience && !mayHave(client.clientId, resource)) throw new errors.InvalidTarget()
          return {
            scope: RESOURCE_SCOPE,
            audience: resource,
            accessTokenTTL: tokenLifetimeSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: LOGIN_ALGORITHM } },
          }
        },
      },
    },
  }
}

/**
 * A refresh token is used up by tokens, and by no mistake: who names a resource that the login is not for can come again. The library finds
 * that out later, and takes whoever comes again for a thief.
 */
function keepOfMistakes({ oidc }: KoaContextWithOIDC): true {
  const named = oidc.params?.['resource']
  const granted = [oidc.entities.RefreshToken?.resource ?? []].flat()
  if (named && !(typeof named === 'string' && granted.includes(named))) throw new errors.InvalidTarget()
  return true
}

/** Of access tokens: what the userinfo route asks for, and no more. */
const RESOURCE_SCOPE = 'openid profile'

type Marked = { acr?: string | undefined } | undefined

/** The mark of the password stands where the library has a place that goes from the session to its tokens. */
const markOf = ({ oidc }: KoaContextWithOIDC, token: unknown): string | undefined =>
  ((token as Marked) ?? (oidc.session as Marked))?.acr

/** Consent is not asked: the applications are those of the sandbox, and of its operator. */
function ownPolicy() {
  const policy = interactionPolicy.base()
  policy.get('consent')?.checks.clear()
  // Asked for by `prompt=consent`, as OpenID Connect Core §11 wants it for refresh tokens; it is answered by itself.
  const { Check } = interactionPolicy
  policy.get('consent')?.checks.add(
    new Check('consent_prompt', 'consent was not given', 'consent_required', ({ oidc }) => oidc.prompts.has('consent') && oidc.promptPending('consent')), // prettier-ignore
  )
  policy.get('login')?.checks.add(
    new Check('account_gone', 'the person has to log in again', 'login_required', ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined), // prettier-ignore
  )
  return policy
}

const hasScopes = (wanted: string, given: string) => wanted.split(' ').every((one) => given.split(' ').includes(one))

/**
 * The grant of a session for a client: all that is asked for, and kept as long as nothing further is. One that has been taken back does
 * not come back: it is never written again.
 */
async function grantFor(ctx: KoaContextWithOIDC, audience: string) {
  const { provider, session, client, account, params } = ctx.oidc
  if (!session || !client || !account) return undefined
  const wanted = String(params?.['scope'] ?? '')
  const resources = [params?.['resource'] ?? audience].flat().map(String)
  const known = session.grantIdFor(client.clientId)
  const grant = known === undefined ? undefined : await provider.Grant.find(known)
  const isEnough =
    grant?.accountId === account.accountId &&
    hasScopes(wanted, grant.getOIDCScope()) &&
    resources.every((resource) => grant.getResourceScope(resource) !== '')
  if (isEnough) return grant
  const next = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  next.addOIDCScope(wanted)
  for (const resource of resources) next.addResourceScope(resource, RESOURCE_SCOPE)
  await next.save()
  await grant?.destroy()
  return next
}
