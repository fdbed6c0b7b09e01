import type { Language, Source } from './verifiers.ts'

/** A client of others that asks for tokens. */
export interface TokenClientRow {
  name: string
  source: Source
  /** Further packages that its quick start needs. */
  with?: readonly Source[]
  language: Language
  /** What opens it: its own quick start, in its language, with nothing but URL and CA changed. */
  client: string
}

export const TOKEN_CLIENTS: readonly TokenClientRow[] = [
  { name: 'oauth4webapi', source: { npm: 'oauth4webapi' }, language: 'javascript', client: 'oauth4webapi' },
  { name: 'openid-client', source: { npm: 'openid-client' }, language: 'javascript', client: 'openid-client' },
  { name: 'simple-oauth2', source: { npm: 'simple-oauth2' }, language: 'javascript', client: 'simple-oauth2' },
  {
    name: 'Authlib, requests',
    source: { debian: 'python3-authlib' },
    with: [{ debian: 'python3-requests' }],
    language: 'python',
    client: 'authlib_client',
  },
  { name: 'MSAL for Node', source: { npm: '@azure/msal-node' }, language: 'javascript', client: 'msal-node' },
  { name: 'MSAL for Python', source: { debian: 'python3-msal' }, language: 'python', client: 'msal_client' },
  { name: 'openid_connect', source: { debian: 'ruby-openid-connect' }, language: 'ruby', client: 'openid_connect' },
  { name: 'x/oauth2', source: { debian: 'golang-golang-x-oauth2-dev' }, language: 'go', client: 'x/oauth2' },
]

/** What a client may know to do. */
export type Act = 'discover' | 'header' | 'body' | 'key' | 'introspect' | 'revoke'
