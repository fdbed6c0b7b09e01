import type { Attack } from '#attacks'
import type { Finding } from '../probe-report.ts'

/** Which setting of a library switches the check on, by the first word of the id of a case. */
const LIBRARY_SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'express-oauth2-jwt-bearer': {
    aud: "auth({ audience: '…' })",
    iss: "auth({ issuer: '…' })",
    alg: "auth({ tokenSigningAlg: 'RS256' })",
    exp: 'auth({ clockTolerance: … })',
    nbf: 'auth({ clockTolerance: … })',
    iat: 'auth({ maxTokenAge: … })',
    type: 'auth({ strict: true })',
    scope: "requiredScopes('…') behind auth()",
  },
  'express-jwt': {
    aud: "expressjwt({ audience: '…' })",
    iss: "expressjwt({ issuer: '…' })",
    alg: "expressjwt({ algorithms: ['RS256'] })",
    exp: "expressjwt({ maxAge: '…' })",
    iat: "expressjwt({ maxAge: '…' })",
  },
  'passport-jwt': {
    aud: "new JwtStrategy({ audience: '…' })",
    iss: "new JwtStrategy({ issuer: '…' })",
    alg: "new JwtStrategy({ algorithms: ['RS256'] })",
    exp: 'new JwtStrategy({ ignoreExpiration: false })',
    iat: "new JwtStrategy({ jsonWebTokenOptions: { maxAge: '…' } })",
  },
  jsonwebtoken: {
    aud: "verify(token, key, { audience: '…' })",
    iss: "verify(token, key, { issuer: '…' })",
    alg: "verify(token, key, { algorithms: ['RS256'] })",
    exp: "verify(token, key, { maxAge: '…' })",
    iat: "verify(token, key, { maxAge: '…' })",
  },
  jose: {
    aud: "jwtVerify(token, keys, { audience: '…' })",
    iss: "jwtVerify(token, keys, { issuer: '…' })",
    alg: "jwtVerify(token, keys, { algorithms: ['RS256'] })",
    exp: "jwtVerify(token, keys, { requiredClaims: ['exp'], maxTokenAge: '…' })",
    iat: "jwtVerify(token, keys, { requiredClaims: ['iat'], maxTokenAge: '…' })",
    type: "jwtVerify(token, keys, { typ: 'at+jwt' })",
    sub: "jwtVerify(token, keys, { requiredClaims: ['sub'] })",
  },
  '@fastify/jwt': {
    aud: "verify: { allowedAud: '…' }",
    iss: "verify: { allowedIss: '…' }",
    alg: "verify: { algorithms: ['RS256'] }",
    exp: "verify: { requiredClaims: ['exp'] }",
    iat: 'verify: { maxAge: … }',
    type: "verify: { checkTyp: 'at+jwt' }",
    sub: "verify: { requiredClaims: ['sub'] }",
  },
  'fast-jwt': {
    aud: "createVerifier({ allowedAud: '…' })",
    iss: "createVerifier({ allowedIss: '…' })",
    alg: "createVerifier({ algorithms: ['RS256'] })",
    exp: "createVerifier({ requiredClaims: ['exp'] })",
    iat: 'createVerifier({ maxAge: … })',
    type: "createVerifier({ checkTyp: 'at+jwt' })",
    sub: "createVerifier({ requiredClaims: ['sub'] })",
  },
  'Spring Security': {
    aud: 'spring.security.oauth2.resourceserver.jwt.audiences',
    iss: 'spring.security.oauth2.resourceserver.jwt.issuer-uri',
    alg: 'spring.security.oauth2.resourceserver.jwt.jws-algorithms',
    type: 'JwtTypeValidator in the OAuth2TokenValidator of the JwtDecoder',
  },
  Envoy: {
    aud: 'audiences of the jwt_authn provider',
    iss: 'issuer of the jwt_authn provider',
    exp: 'require_expiration of the jwt_authn provider',
    sub: 'subjects of the jwt_authn provider',
  },
}

/** The rule, where no setting is known. */
const FAMILY_RULES: Readonly<Record<string, string>> = {
  sig: 'Verify the signature over the text as it came, before anything else is read',
  alg: 'Allow the algorithms that you use, by name, and use a key with its own algorithm alone',
  key: 'Take keys from the configured issuer alone, and never from what a token says',
  crit: 'Refuse a token with a critical header that you do not understand',
  b64: 'Take one spelling of a token: canonical base64url without padding',
  exp: 'Demand exp as a number in a sane range, and refuse the token from then on',
  nbf: 'Demand nbf to be a number, and refuse the token before it',
  iat: 'Demand iat to be a number that is not in the future and not too old',
  aud: 'Demand your own name in aud, letter by letter',
  iss: 'Compare iss with the one issuer that you trust, letter by letter',
  sub: 'Demand sub as a text that is not empty',
  scope: 'Compare each scope with the one that is needed, as a whole word',
  type: 'Demand typ at+jwt, and take no other kind of token for an access token',
  seg: 'Take three segments with two dots, and nothing else',
  json: 'Read header and claims with a strict JSON reader that refuses a name that comes twice',
  dos: 'Bound what is read by its size before it is parsed, and how often keys are fetched',
  life: 'Remember no token or key for longer than it is good',
  http: 'Take one token, from one Authorization header, under Bearer',
  pop: 'Refuse a token that is bound to a key when it comes without its proof',
  te: 'Check each client, its assertion and what it may ask for',
  in: 'Tell nobody but your clients whether a token is good',
  ok: 'Accept what the standard allows, or callers that keep to it break',
}

/** What to change: one setting of the library that was recognised, else the rule and where it stands. */
export function remedyFor({ id, references }: Attack, kind: Finding['kind'], library: string | undefined): string {
  const [word = ''] = /^[a-z0-9]+/.exec(id) ?? []
  const setting = kind === 'believed' && library !== undefined ? LIBRARY_SETTINGS[library]?.[word] : undefined
  if (setting !== undefined) return `${library}: ${setting}.`
  const where = references.length > 0 ? ` (${references.join(', ')})` : ''
  if (kind === 'crashed')
    return `Answer a token that you cannot read with 401, and never with a fault of your own${where}.`
  if (kind === 'hung') return `Bound the time and the size of what is checked${where}.`
  return `${FAMILY_RULES[word] ?? 'Refuse what the standard refuses'}${where}.`
}
