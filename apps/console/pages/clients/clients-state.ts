import type { DecodedToken } from '../bench/bench-state.ts'

/** A client, as the factory lists it. */
export interface ShownClient {
  id: string
  audience: string
  proves: string[]
  secrets: number
  audiences: string[]
  scopes: string[]
  trustedIssuers: string[]
  lifetime: number
  algorithm?: string
  tokenType?: string
  claims?: Record<string, unknown>
  change?: 'new' | 'changed'
}

export interface ShownIssuer {
  name: string
  url: string
  keys: number
  algorithm?: string
  tokenType?: string
  claims?: Record<string, unknown>
}

/** Who may do what, as the factory tells it now. */
export interface ShownRegister {
  count: number
  clients: ShownClient[]
  removed: string[]
  issuers: ShownIssuer[]
  /** Why nobody could be asked. */
  trouble?: string
}

/** What an issuer publishes. */
export interface PublishedIssuer {
  name: string
  discovery: unknown
  jwks: unknown
}

/** The grants that the form knows. */
export const FORM_GRANTS = [
  { type: 'client_credentials', label: 'in its own name', needs: [] },
  {
    type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    label: 'token exchange: for whom a token speaks',
    needs: ['subject_token', 'actor_token'],
  },
  {
    type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    label: 'by an assertion (jwt-bearer)',
    needs: ['assertion'],
  },
] as const

export type PresentedName = 'subject_token' | 'actor_token' | 'assertion'

/** What a form asks for. */
export interface TokenQuestion {
  client: string
  issuer: string
  grant: number
  audience: string
  scopes: readonly string[]
  lifetime: string
  presented: Partial<Record<PresentedName, string>>
}

export interface TokenForClient {
  token: string
  expiresIn: number
  scope?: string
  decoded: DecodedToken
}

export interface ClientsState {
  register: ShownRegister
  /** Where the factory is, over TLS: for the curl line. */
  factoryUrl: string
  /** The keys folder, as a person at a terminal names it. */
  keys: string
  /** What is shown of the two. */
  shows: 'client' | 'issuer'
  question: TokenQuestion
  granted?: TokenForClient | undefined
  /** The issuer whose documents are shown. */
  issuer: string
  published?: PublishedIssuer | undefined
  waitsFor?: 'token' | 'issuer' | undefined
  trouble?: string | undefined
  issuerTrouble?: string | undefined
  now: number
}

export interface ClientsActions {
  choose(client: string): void
  ask(change: Partial<TokenQuestion>): void
  getToken(): void
  toBench(): void
  showIssuer(name: string): void
}
