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
import { providerCookies } from './provider-cookies.ts'
import { createBegunLogins } from './state/begun-logins.ts'
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

export type BegunLogin = Awaited<ReturnType<OwnProvider['interactionDetails']>>
type Result = Parameters<OwnProvider['interactionFinished']>[2]

/** The provider with the keys that it has at the moment. */
export interface OpenProvider {
  /** The login that this browser has begun. @throws SessionNotFound */
  begun(request: Request, response: Response): Promise<BegunLogin>
  /** Goes on with it. */
  finish(request: Request, response: Response, result: Result): Promise<void>
  /** Answers a request that has come to one of its routes. @throws what went wrong in the factory, and is no matter of whoever asked */
  answer(request: Request, response: Response): Promise<void>
}

/** @returns what makes a provider of the keys that there are: called again when they have changed */
export function prepareProvider(parts: ProviderParts): () => OpenProvider {
  const { issuer, keys, clients, machine } = parts
  const begun = createBegunLogins(parts)
  const adapter = createProviderState({
    ...parts,
    begun,
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
    const answer = listenToProvider(made, parts)
    return {
      begun: (request, response) => begun.during(request, response, () => made.interactionDetails(request, response)),
      finish: (request, response, result) =>
        begun.during(request, response, () => made.interactionFinished(request, response, result, NOT_MERGED)),
      answer: (request, response) => begun.during(request, response, () => answer(request, response)),
    }
  }
}

const NOT_MERGED = { mergeWithLastSubmission: false }

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
