import type { Client, Clients } from '../../registered-clients/clients.ts'

/** The clients of the provider that come with the sandbox. */
export const LOGIN_CLIENT_IDS = ['login-gateway', 'web-ui'] as const
export type LoginClientId = (typeof LOGIN_CLIENT_IDS)[number]

/** An application that sends people to log in, and trades codes for tokens: always one that has a secret. */
export interface LoginClient {
  readonly id: string
  /** The one in use, and another that works too while it is being changed. */
  readonly secrets: readonly string[]
  /** Where a browser comes back with a code, each compared as text (RFC 9700 §4.1.3). */
  readonly redirectUris: readonly string[]
  /** Where it comes back when somebody has logged out. */
  readonly postLogoutRedirectUris: readonly string[]
  /** For whom it may have access tokens, besides LOGIN_AUDIENCE. */
  readonly resources: readonly string[]
}

export interface LoginClients {
  /** As it is registered now. */
  find(id: string): LoginClient | undefined
}

export interface LoginClientsParts {
  /** Always as they are now. */
  registered: Clients
  /** Of those that come with the sandbox. */
  secrets: Readonly<Record<LoginClientId, string>>
  loginGatewayUrl: string
  loginAppUrl: string
}

/** What somebody has declared comes before what comes with the sandbox. */
export function createLoginClients({ registered, secrets, ...urls }: LoginClientsParts): LoginClients {
  const builtIn = new Map<string, LoginClient>([
    ['login-gateway', builtInClient('login-gateway', secrets['login-gateway'], urls.loginGatewayUrl)],
    ['web-ui', builtInClient('web-ui', secrets['web-ui'], urls.loginAppUrl)],
  ])
  return {
    find(id) {
      const declared = registered.get(id)
      return declared?.redirectUris ? declaredLogin(declared, declared.redirectUris) : builtIn.get(id)
    },
  }
}

const builtInClient = (id: LoginClientId, secret: string, url: string): LoginClient => ({
  id,
  secrets: [secret],
  redirectUris: [`${url}/callback`],
  postLogoutRedirectUris: [`${url}/`],
  resources: [],
})

const declaredLogin = (client: Client, redirectUris: readonly string[]): LoginClient => ({
  id: client.id,
  secrets: [client.secret, client.otherSecret].filter((secret) => secret !== undefined),
  redirectUris,
  postLogoutRedirectUris: client.postLogoutRedirectUris ?? [],
  resources: client.audiences.filter((audience) => URL.canParse(audience)),
})
