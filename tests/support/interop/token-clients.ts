import type { ClientSettingName } from './client-settings.ts'
import { TRIED, type Tried } from './tried.ts'
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
  /** What it does not know to do; all else must work. */
  lacks?: readonly Tried[]
  /** What its user tells it where the issuer is set like that, or why it works with no such issuer. */
  at?: Partial<Record<ClientSettingName, { told: string; refuses?: never } | { refuses: string; told?: never }>>
}

/** An assertion that is a grant, and all that is sent: service accounts alone send it. */
const ALONE = 'its assertion alone'

const CERTIFICATE = 'its certificate'

/** Service accounts have no secret, and read no discovery. */
const SERVICE_ACCOUNT = { lacks: TRIED.filter((tried) => tried !== ALONE) }

const STRICT = 'CLIENT_ASSERTION_AUDIENCE=issuer CLIENT_ASSERTION_JTI=required'

/** Those of Microsoft send the secret in the body, and know no plain HTTP. */
const MSAL = {
  lacks: [ALONE, CERTIFICATE, 'secret in the header', 'its own key', 'introspection', 'revocation', 'an odd secret'],
  at: { 'FACTORY_URL=http://localhost:5555': { refuses: 'it wants `https:`' } },
} as const

/** Those of one author have a setting of one name. */
const INSECURE_REQUESTS = { 'FACTORY_URL=http://localhost:5555': { told: '`allowInsecureRequests`' } } as const

export const TOKEN_CLIENTS: readonly TokenClientRow[] = [
  {
    name: 'oauth4webapi',
    source: { npm: 'oauth4webapi' },
    language: 'javascript',
    client: 'oauth4webapi',
    lacks: [ALONE],
    at: INSECURE_REQUESTS,
  },
  {
    name: 'openid-client',
    source: { npm: 'openid-client' },
    language: 'javascript',
    client: 'openid-client',
    lacks: [ALONE],
    at: INSECURE_REQUESTS,
  },
  {
    name: 'simple-oauth2',
    source: { npm: 'simple-oauth2' },
    language: 'javascript',
    client: 'simple-oauth2',
    lacks: [ALONE, CERTIFICATE, 'discovery', 'its own key', 'introspection'],
    at: {
      'FACTORY_URL=https://localhost:5443/auth': { told: "`tokenPath: '/auth/token'`" },
      'OAUTH_JSON=on': { told: "`bodyFormat: 'json'`" },
    },
  },
  {
    name: 'Authlib, requests',
    source: { debian: 'python3-authlib' },
    with: [{ debian: 'python3-requests' }],
    language: 'python',
    client: 'authlib_client',
    lacks: [ALONE],
    at: {
      'FACTORY_URL=http://localhost:5555': { told: '`AUTHLIB_INSECURE_TRANSPORT=1`' },
      'OAUTH_JSON=on': { told: '`json=` of requests' },
      [STRICT]: { told: '`PrivateKeyJWT(issuer)`' },
    },
  },
  {
    name: 'MSAL for Node',
    source: { npm: '@azure/msal-node' },
    language: 'javascript',
    client: 'msal-node',
    ...MSAL,
  },
  {
    name: 'MSAL for Python',
    source: { debian: 'python3-msal' },
    language: 'python',
    client: 'msal_client',
    ...MSAL,
  },
  {
    name: 'openid_connect',
    source: { debian: 'ruby-openid-connect' },
    language: 'ruby',
    client: 'openid_connect',
    lacks: [ALONE, CERTIFICATE, 'its own key', 'introspection', 'revocation'],
    at: { 'FACTORY_URL=http://localhost:5555': { told: '`SWD.url_builder = URI::HTTP`' } },
  },
  {
    name: 'x/oauth2',
    source: { debian: 'golang-golang-x-oauth2-dev' },
    language: 'go',
    client: 'x/oauth2',
    lacks: [ALONE, 'discovery', 'its own key', 'introspection', 'revocation'],
  },
  {
    name: 'x/oauth2/jwt',
    source: { debian: 'golang-golang-x-oauth2-dev' },
    language: 'go',
    client: 'x/oauth2/jwt',
    ...SERVICE_ACCOUNT,
    at: { [STRICT]: { told: '`Audience`, `PrivateClaims`' } },
  },
]

/** What a client may know to do. */
export type Act = 'discover' | 'header' | 'body' | 'key' | 'certificate' | 'alone' | 'introspect' | 'revoke'
