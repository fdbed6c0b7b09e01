import type { Labels, PolicyPlace } from '../mesh/model.ts'

/** What every document has. */
export interface GlooObject {
  name: string
  namespace: string
  place: PolicyPlace
}

/** Something that one document calls by its name. */
export interface GlooRef {
  name: string
  namespace: string
  place: PolicyPlace
}

/** A way in: ports, and which hosts are served at them. */
export interface VirtualGateway extends GlooObject {
  kind: 'VirtualGateway'
  listeners: readonly GlooListener[]
}

export interface GlooListener {
  place: PolicyPlace
  /** As the cluster has it: 443 or 80. */
  port: number
  /** Lower case; `*` is any, `*.example.com` whatever stands below it. */
  hosts: readonly string[]
  /** Absent: plaintext. */
  tls?: { secretName: string; place: PolicyPlace }
  /** Nothing is served here: who comes is sent on to https. */
  redirectsToHttps: boolean
}

/** Which path of which host goes where. */
export interface RouteTable extends GlooObject {
  kind: 'RouteTable'
  hosts: readonly GlooHost[]
  gateways: readonly GlooRef[]
  /** In their order: the first one that matches is taken. */
  routes: readonly GlooRoute[]
}

export interface GlooHost {
  /** Lower case. */
  host: string
  place: PolicyPlace
}

export interface GlooRoute {
  /** For messages: its name, or its number in the list. */
  name: string
  place: PolicyPlace
  labels: Labels
  /** One of them must match; with none, the route matches every path. */
  matchers: readonly GlooMatcher[]
  destination: GlooDestination
  /** Takes the place of what has matched. */
  pathRewrite?: string
}

export type GlooMatcher = { place: PolicyPlace; ignoreCase: boolean } & (
  { kind: 'prefix' | 'exact'; value: string } | { kind: 'regex'; value: string; matches: (path: string) => boolean }
)

export interface GlooDestination {
  name: string
  namespace: string
  port: number
  place: PolicyPlace
}

/** The server that Gloo asks. Here the gateway is it: what is read is that policies name one that is there. */
export interface ExtAuthServer extends GlooObject {
  kind: 'ExtAuthServer'
}

/** For which routes somebody must have logged in, and how. */
export interface ExtAuthPolicy extends GlooObject {
  kind: 'ExtAuthPolicy'
  /** A route that has all labels of one of them. */
  routes: readonly { labels: Labels; place: PolicyPlace }[]
  server?: GlooRef
  /** Absent: the policy says that these routes need nobody to log in. */
  login?: GlooLogin
}

/** `oidcAuthorizationCode`, with the defaults of Gloo filled in. Times in milliseconds. */
export interface GlooLogin {
  place: PolicyPlace
  appUrl: { text: string; place: PolicyPlace }
  callbackPath: string
  logoutPath?: string
  afterLogoutUrl?: string
  issuerUrl: string
  clientId: string
  clientSecret: GlooRef
  /** Always with `openid`. */
  scopes: readonly string[]
  session: GlooSession
  cookie: GlooCookie
  /** A session that cannot be fetched is refused, and does not begin anew. */
  failOnFetchFailure: boolean
  /** 401 in place of the way to the login: for programs. */
  failOnRedirect: boolean
  idTokenHeader?: string
  accessTokenHeader?: string
  useBearerSchemaForAuthorization: boolean
  idTokenClaims: readonly GlooClaim[]
  accessTokenClaims: readonly GlooClaim[]
  jwksCacheRefreshPolicy: GlooJwksRefresh
  authEndpointQueryParams: Readonly<Record<string, string>>
  tokenEndpointQueryParams: Readonly<Record<string, string>>
}

export type GlooSession =
  | { kind: 'cookie'; keyPrefix?: string; allowRefreshing: boolean; cipherKey?: GlooRef }
  | {
      kind: 'store'
      cookieName: string
      allowRefreshing: boolean
      preExpiryBuffer: number
    }

export interface GlooCookie {
  maxAgeSeconds: number
  httpOnly: boolean
  secure: boolean
  path: string
  sameSite: 'lax' | 'strict' | 'none'
  domain?: string
}

/** A claim that the service behind hears of. */
export interface GlooClaim {
  claim: string
  header: string
  /** Beside what is there already, in place of instead of it. */
  append: boolean
}

export type GlooJwksRefresh = { kind: 'never' | 'always' } | { kind: 'at-most'; requestsPerPoll: number }

/** A secret of Kubernetes, as far as a gateway looks into it. It is never shown. */
export interface GlooSecret extends GlooObject {
  kind: 'Secret'
  type: string
  entries: ReadonlyMap<string, string>
}

export type GlooDocument = VirtualGateway | RouteTable | ExtAuthServer | ExtAuthPolicy | GlooSecret

export const glooName = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`
