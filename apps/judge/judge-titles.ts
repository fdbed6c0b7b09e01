/** A few words for each judge, in the order of the table: Kong with its defaults. The help lists them, and loads no judge for it. */
export const JUDGE_TITLES = {
  strict: 'this sandbox',
  jwtproxy: 'jwtproxy, its verifier',
  stoke: 'Stoke, its Go client',
  piko: 'Piko with a key set',
  kong: 'Kong with its defaults',
  'kong-exp-nbf': 'Kong that verifies exp and nbf',
  mesh: 'Istio, a RequestAuthentication',
  'ask-factory': 'B asks the factory',
  'pinned-key': 'B has the key of its caller',
  'key-set': 'B fetches the key set of its caller',
  'access-token': 'B wants an access token',
  introspection: 'B asks by introspection',
  people: 'B takes tokens of people',
  relay: 'our relay, for the endpoint of B',
  // Each says its version, too, when it is asked.
  jose: 'jose, jwtVerify with issuer and audience alone',
  jsonwebtoken: 'jsonwebtoken with jwks-rsa',
  'express-oauth2-jwt-bearer': 'express-oauth2-jwt-bearer in an app of Express',
  haproxy: 'HAProxy with jwt_verify',
} as const
