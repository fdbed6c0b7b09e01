/** Where a client comes from: npm, by the lock file of tests/interop, or Debian, in the version that the machine has. */
export type Source = { npm: string } | { debian: string }

export type Language = 'javascript' | 'python' | 'ruby' | 'go' | 'servers'

/** A verifier that we did not write. */
export interface VerifierRow {
  /** As its users call it. */
  name: string
  source: Source
  language: Language
  /** What opens it: its own quick start, in its language, with nothing but URL and CA changed. */
  client: string
  /** What its users set where that does not do, and what opens it then. */
  orSet?: { setting: string; client: string }
}

const npm = (
  name: string,
  row: Omit<VerifierRow, 'source' | 'language' | 'name'> & { name?: string },
): VerifierRow => ({
  name,
  source: { npm: name },
  language: 'javascript',
  ...row,
})

export const VERIFIERS: readonly VerifierRow[] = [
  npm('express-jwt', { client: 'express-jwt' }),
  npm('express-oauth2-jwt-bearer', { client: 'express-oauth2-jwt-bearer' }),
  npm('passport-jwt', { client: 'passport-jwt' }),
  npm('koa-jwt', { client: 'koa-jwt' }),
  npm('@fastify/jwt', { name: '@fastify/jwt, get-jwks', client: 'fastify-jwt' }),
  npm('fastify-jwt-jwks', { client: 'fastify-jwt-jwks' }),
  npm('hono', {
    name: 'hono/jwk',
    client: 'hono',
    orSet: { setting: "`verification: { typ: 'at+jwt' }`", client: 'hono-of-a-type' },
  }),
  npm('jose', { client: 'jose' }),
  npm('jsonwebtoken', { name: 'jsonwebtoken, jwks-rsa', client: 'jsonwebtoken' }),
  npm('aws-jwt-verify', { client: 'aws-jwt-verify' }),
  npm('@okta/jwt-verifier', { client: 'okta-jwt-verifier' }),
  npm('node-jose', { client: 'node-jose' }),
  { name: 'PyJWT', source: { debian: 'python3-jwt' }, language: 'python', client: 'pyjwt' },
  {
    name: 'Authlib',
    source: { debian: 'python3-authlib' },
    language: 'python',
    client: 'authlib_jose',
  },
  { name: 'python-jose', source: { debian: 'python3-jose' }, language: 'python', client: 'python_jose' },
  {
    name: 'jwcrypto',
    source: { debian: 'python3-jwcrypto' },
    language: 'python',
    client: 'jwcrypto_jwt',
  },
  { name: 'ruby-jwt', source: { debian: 'ruby-jwt' }, language: 'ruby', client: 'jwt' },
  {
    name: 'go-oidc',
    source: { debian: 'golang-github-coreos-go-oidc-dev' },
    language: 'go',
    client: 'go-oidc',
    orSet: { setting: '`SupportedSigningAlgs`', client: 'go-oidc-of-algorithm' },
  },
  { name: 'golang-jwt', source: { debian: 'golang-github-golang-jwt-jwt-dev' }, language: 'go', client: 'golang-jwt' },
  { name: 'HAProxy', source: { debian: 'haproxy' }, language: 'servers', client: 'haproxy' },
  {
    name: 'Apache, mod_auth_openidc',
    source: { debian: 'libapache2-mod-auth-openidc' },
    language: 'servers',
    client: 'apache',
  },
]

/** What a language needs besides the package of a client. */
export const RUN_BY: Partial<Record<Language, Source[]>> = {
  ruby: [{ debian: 'ruby' }],
  servers: [{ debian: 'libfaketime' }],
  // One program: what one of them lacks, all of them do.
  go: [{ debian: 'golang-github-coreos-go-oidc-dev' }, { debian: 'golang-github-golang-jwt-jwt-dev' }],
}
