import { hkdfSync } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import type { Store } from '#core/store/store'
import type { ProviderAccounts } from './accounts.ts'
import type { LoginClient, LoginClients } from './clients/login-clients.ts'
import { createGuessDelay } from '../oauth/proof/guess-delay.ts'
import { LOGIN_ALGORITHM } from './login-ring.ts'
import { OwnProvider } from './own-provider.ts'
import { PROVIDER_SCOPES, providerConfiguration } from './provider-configuration.ts'
import type { ProviderKeys } from './provider-keys.ts'
import { listenToProvider, type ProviderPages } from './provider-answers.ts'
import { createProviderState } from './state/provider-state.ts'
import { secretComparison } from './clients/compare-login-secret.ts'

export interface ProviderParts {
  /** Its identifier: FACTORY_URL/login. */
  issuer: string
  keys: ProviderKeys
  clients: LoginClients
  accounts: ProviderAccounts
  audience: string
  tokenLifetimeSeconds: number
  /** No clock that is moved lies above it. */
  store: Store
  machine: Clock
  log: Log
  pages: ProviderPages
}

/** The provider with the keys that it has at the moment. */
export interface OpenProvider {
  readonly provider: OwnProvider
  /** Answers a request that has come to one of its routes. @throws what went wrong in the factory, and is no matter of whoever asked */
  answer(request: Request, response: Response): Promise<void>
}

/** @returns what makes a provider of the keys that there are: called again when they have changed */
export function prepareProvider(parts: ProviderParts): () => OpenProvider {
  const { issuer, keys, clients, machine } = parts
  const adapter = createProviderState({
    ...parts,
    clientOf: (id) => {
      const client = clients.find(id)
      return client && metadataOf(client)
    },
  })
  const configuration = providerConfiguration({
    ...parts,
    path: new URL(issuer).pathname,
    mayHave: (id, resource) => clients.find(id)?.resources.includes(resource) === true,
  })
  const compare = secretComparison(clients, createGuessDelay(machine))

  return () => {
    const jwks = keys.all()
    const made = new OwnProvider(issuer, {
      ...configuration,
      adapter,
      jwks: jwks as NonNullable<typeof configuration.jwks>, // of our rings
      cookies: providerCookies(issuer, jwks.keys),
      ...parts.pages.configuration,
      features: { ...configuration.features, ...parts.pages.features },
    })
    Object.assign(made.Client.prototype, { compareClientSecret: compare })
    return { provider: made, answer: listenToProvider(made, parts) }
  }
}

const metadataOf = ({ id, secrets, redirectUris, postLogoutRedirectUris }: LoginClient) => ({
  client_id: id,
  client_secret: secrets[0] ?? '',
  redirect_uris: [...redirectUris],
  post_logout_redirect_uris: [...postLogoutRedirectUris],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  token_endpoint_auth_method: 'client_secret_basic' as const,
  id_token_signed_response_alg: LOGIN_ALGORITHM,
  scope: PROVIDER_SCOPES.join(' '),
})

/** No key of a signature is used for anything else: this one follows from it, one way. */
const cookieSecretOf = ({ d }: Record<string, unknown>) =>
  Buffer.from(hkdfSync('sha256', String(d), '', 'jwt-sandbox login cookies', 32)).toString('base64url')

/**
 * Browsers give cookies of a host to all of its ports, so these have the port in their names, are for the path of the provider alone, and over TLS no plain connection
 * sets them (RFC 6265bis §4.1.3.1). What signs them follows from the keys of the ring: all factories have it, it is kept as they are, and
 * a session ends with the key under which it was begun.
 */
function providerCookies(issuer: string, keys: readonly Record<string, unknown>[]) {
  const { protocol, pathname, port } = new URL(issuer)
  const name = port === '' ? 'login' : `login-${port}`
  const prefix = protocol === 'https:' ? '__Secure-' : ''
  const common = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true } as const
  return {
    keys: keys.map(cookieSecretOf),
    names: { session: `${prefix}${name}`, interaction: `${prefix}${name}-form`, resume: `${prefix}${name}-resume` },
    long: { ...common, path: pathname },
    short: common,
  }
}
