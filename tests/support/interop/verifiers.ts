import {
  ASKED_EACH_TIME,
  BUSY_ALONE,
  KEPT_BY_JOSE,
  KEPT_BY_JWKS_RSA,
  keptBySetting,
  LOADED_ONCE,
  type KeptKeys,
} from './kept-keys.ts'
import type { PlaceName } from './places.ts'

/** Where a client comes from: npm, by the lock file of tests/interop, or Debian, in the version that the machine has. */
export type Source = { npm: string } | { debian: string }

export type Language = 'javascript' | 'python' | 'ruby' | 'go' | 'c' | 'servers'

/** A verifier that we did not write, and what must be so. */
export interface VerifierRow {
  /** As its users call it. */
  name: string
  source: Source
  /** What fetches the keys for it, where that is a package of its own. */
  with?: Source
  language: Language
  /** What opens it: its own quick start, in its language, with nothing but URL and CA changed. */
  client: string
  /** How it finds the keys where nobody tells it the address of the key set. It has no other way by itself. */
  finds?: typeof DISCOVERY | typeof BELOW_ISSUER
  /** Where its user must say which algorithm tokens have: it believes no other. Its quick start says RS256. */
  told?: string
  /** It is not told, and believes RS256 alone. */
  knowsRS256Alone?: true
  /** What its users set in it, so that it takes the tokens of an issuer as it is; and what opens it then. */
  orSet?: { setting: string; client?: string }
  /** What its users declare for it at the issuer; the algorithm alone by itself. */
  declared?: PlaceName
  keeps: KeptKeys
}

const DISCOVERY = 'discovery'
/** Not by discovery: it puts this behind the issuer. */
const BELOW_ISSUER = '`/.well-known/jwks.json`'

type NpmRow = Omit<VerifierRow, 'source' | 'with' | 'language' | 'name'> & { name?: string; with?: string }

const npm = (name: string, { with: fetcher, ...row }: NpmRow): VerifierRow => ({
  name: fetcher === undefined ? name : `${name}, ${fetcher}`,
  source: { npm: name },
  ...(fetcher !== undefined && { with: { npm: fetcher } }),
  language: 'javascript',
  ...row,
})

type DebianRow = Omit<VerifierRow, 'source' | 'with' | 'language'>

const debian = (language: Language, name: string, row: DebianRow): VerifierRow => ({
  source: { debian: name },
  language,
  ...row,
})

/** Most are told by a setting of this name. */
const ALGORITHMS = { told: '`algorithms`', orSet: { setting: "`algorithms: ['ES256']`" } }
const PYTHON_ALGORITHMS = { told: '`algorithms`', orSet: { setting: '`algorithms=["ES256"]`' } }

export const VERIFIERS: readonly VerifierRow[] = [
  npm('express-jwt', { with: 'jwks-rsa', client: 'express-jwt', ...ALGORITHMS, keeps: KEPT_BY_JWKS_RSA }),
  npm('express-oauth2-jwt-bearer', { client: 'express-oauth2-jwt-bearer', finds: DISCOVERY, keeps: KEPT_BY_JOSE }),
  npm('passport-jwt', { with: 'jwks-rsa', client: 'passport-jwt', ...ALGORITHMS, keeps: KEPT_BY_JWKS_RSA }),
  npm('koa-jwt', {
    with: 'jwks-rsa',
    client: 'koa-jwt',
    keeps: keptBySetting('`cacheMaxAge` of jwks-rsa, which its quick start sets', 36_000),
  }),
  npm('@fastify/jwt', {
    with: 'get-jwks',
    client: 'fastify-jwt',
    finds: BELOW_ISSUER,
    keeps: keptBySetting('`ttl` of get-jwks, which begins anew with each use', BUSY_ALONE),
  }),
  npm('fastify-jwt-jwks', {
    client: 'fastify-jwt-jwks',
    knowsRS256Alone: true,
    keeps: keptBySetting('`secretsTtl`', undefined),
  }),
  npm('hono', {
    name: 'hono/jwk',
    client: 'hono',
    told: '`alg`',
    orSet: { setting: "`alg: ['ES256'], verification: { typ: 'at+jwt' }`", client: 'hono-of-a-type' },
    declared: 'RS256AndJwt',
    keeps: ASKED_EACH_TIME,
  }),
  npm('jose', { client: 'jose', keeps: KEPT_BY_JOSE }),
  npm('jsonwebtoken', { with: 'jwks-rsa', client: 'jsonwebtoken', keeps: KEPT_BY_JWKS_RSA }),
  npm('aws-jwt-verify', {
    client: 'aws-jwt-verify',
    finds: BELOW_ISSUER,
    keeps: keptBySetting('kept without end', undefined),
  }),
  npm('@okta/jwt-verifier', {
    client: 'okta-jwt-verifier',
    knowsRS256Alone: true,
    keeps: keptBySetting('`cacheMaxAge`', 3600),
  }),
  npm('node-jose', { client: 'node-jose', keeps: ASKED_EACH_TIME }),
  debian('python', 'python3-jwt', {
    name: 'PyJWT',
    client: 'pyjwt',
    ...PYTHON_ALGORITHMS,
    keeps: keptBySetting('`lifespan`', 300),
  }),
  debian('python', 'python3-authlib', {
    name: 'Authlib',
    client: 'authlib_jose',
    told: '`JsonWebToken`',
    orSet: { setting: '`JsonWebToken(["ES256"])`' },
    keeps: LOADED_ONCE,
  }),
  debian('python', 'python3-jose', {
    name: 'python-jose',
    client: 'python_jose',
    ...PYTHON_ALGORITHMS,
    keeps: ASKED_EACH_TIME,
  }),
  debian('python', 'python3-jwcrypto', {
    name: 'jwcrypto',
    client: 'jwcrypto_jwt',
    told: '`algs`',
    orSet: { setting: '`algs=["ES256"]`' },
    keeps: LOADED_ONCE,
  }),
  debian('ruby', 'ruby-jwt', {
    name: 'ruby-jwt',
    client: 'jwt',
    ...ALGORITHMS,
    keeps: { by: 'the loader of its quick start', ahead: 300, newKey: 300, revoked: undefined },
  }),
  debian('go', 'golang-github-coreos-go-oidc-dev', {
    name: 'go-oidc',
    client: 'go-oidc',
    finds: DISCOVERY,
    knowsRS256Alone: true,
    orSet: { setting: '`SupportedSigningAlgs`', client: 'go-oidc-of-algorithm' },
    keeps: {
      by: '`max-age`, for new keys alone',
      ahead: 60,
      newKey: { default: 30, declared: 0 }, // once its last half of a minute has begun
      revoked: undefined,
    },
  }),
  debian('go', 'golang-github-golang-jwt-jwt-dev', {
    name: 'golang-jwt',
    client: 'golang-jwt',
    told: '`ValidMethods`',
    orSet: { setting: '`ValidMethods: []string{"ES256"}`' },
    keeps: ASKED_EACH_TIME,
  }),
  debian('c', 'libjwt-dev', {
    name: 'libjwt',
    client: 'libjwt',
    told: '`jwt_get_alg`',
    declared: 'RS256AndJwt',
    keeps: LOADED_ONCE,
  }),
  debian('servers', 'haproxy', {
    name: 'HAProxy',
    client: 'haproxy',
    told: '`http-request deny`',
    orSet: { setting: '`-m str ES256`' },
    keeps: LOADED_ONCE,
  }),
  debian('servers', 'libapache2-mod-auth-openidc', {
    name: 'Apache, mod_auth_openidc',
    client: 'apache',
    keeps: keptBySetting('`OIDCJWKSRefreshInterval`', 3600),
  }),
]

/** What a language needs besides the package of a client. */
export const RUN_BY: Partial<Record<Language, Source[]>> = {
  ruby: [{ debian: 'ruby' }],
  c: [{ debian: 'gcc' }, { debian: 'libc6-dev' }],
  servers: [{ debian: 'libfaketime' }],
  // One program: what one of them lacks, all of them do.
  go: [{ debian: 'golang-github-coreos-go-oidc-dev' }, { debian: 'golang-github-golang-jwt-jwt-dev' }],
}
