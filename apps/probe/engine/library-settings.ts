import { rowFor, type RemedyRow as SettingRow } from './remedy-rules.ts'

const requiredOf = (claim: string, how: (list: string) => string): SettingRow => [
  `${claim.replace('_', '-')}-missing`,
  how(`requiredClaims: ['${claim}']`),
]

const FAST_JWT = (how: (option: string) => string): readonly SettingRow[] => [
  ...['aud', 'iss', 'exp', 'sub', 'jti', 'iat', 'client_id'].map((claim) => requiredOf(claim, how)),
  ['aud-*', how("allowedAud: '…'")],
  ['iss-*', how("allowedIss: '…'")],
  ['alg-*', how("algorithms: ['…']")],
  ['iat-ancient', how('maxAge: …')],
  ['type-typ-*', how("checkTyp: '…'")],
]

const JSONWEBTOKEN = (how: (option: string) => string, maxAge = how("maxAge: '…'")): readonly SettingRow[] => [
  ['aud-*', how("audience: '…'")],
  ['iss-*', how("issuer: '…'")],
  ['alg-*', how("algorithms: ['…']")],
  ['iat-ancient iat-missing', maxAge],
]

/** Of each library, the first row that fits a case counts. tests/library-table.test.ts holds them against what the libraries did. */
const LIBRARY_SETTINGS: Readonly<Record<string, readonly SettingRow[]>> = {
  'express-oauth2-jwt-bearer': [
    ['aud-*', "auth({ audience: '…' })"],
    ['iss-*', "auth({ issuer: '…' })"],
    ['alg-*', "auth({ tokenSigningAlg: '…' })"],
    ['iat-ancient', 'auth({ maxTokenAge: … })'],
    ['type-typ-* sub-missing jti-missing iat-missing client-id-missing', 'auth({ strict: true })'],
    ['scope-*', "requiredScopes('…') behind auth()"],
  ],
  'express-jwt': JSONWEBTOKEN((option) => `expressjwt({ ${option} })`),
  'passport-jwt': JSONWEBTOKEN(
    (option) => `new JwtStrategy({ ${option} })`,
    "new JwtStrategy({ jsonWebTokenOptions: { maxAge: '…' } })",
  ),
  jsonwebtoken: JSONWEBTOKEN((option) => `verify(token, key, { ${option} })`),
  jose: [
    ...['exp', 'sub', 'jti', 'iat', 'client_id'].map((claim) =>
      requiredOf(claim, (list) => `jwtVerify(token, keys, { ${list} })`),
    ),
    ['aud-*', "jwtVerify(token, keys, { audience: '…' })"],
    ['iss-*', "jwtVerify(token, keys, { issuer: '…' })"],
    ['alg-*', "jwtVerify(token, keys, { algorithms: ['…'] })"],
    ['iat-ancient iat-future', "jwtVerify(token, keys, { maxTokenAge: '…' })"],
    ['type-typ-*', "jwtVerify(token, keys, { typ: '…' })"],
  ],
  '@fastify/jwt': FAST_JWT((option) => `verify: { ${option} }`),
  'fast-jwt': FAST_JWT((option) => `createVerifier({ ${option} })`),
  'Spring Security': [
    ['aud-*', 'spring.security.oauth2.resourceserver.jwt.audiences'],
    ['iss-*', 'spring.security.oauth2.resourceserver.jwt.issuer-uri'],
    ['alg-*', 'spring.security.oauth2.resourceserver.jwt.jws-algorithms'],
    ['type-typ-*', 'JwtTypeValidator in the OAuth2TokenValidator of the JwtDecoder'],
  ],
  'ASP.NET Core': [
    ['aud-*', 'TokenValidationParameters { ValidateAudience = true, ValidAudience = "…" }'],
    ['iss-*', 'TokenValidationParameters { ValidateIssuer = true, ValidIssuer = "…" }'],
    ['alg-*', 'TokenValidationParameters { ValidAlgorithms = ["…"] }'],
    ['type-typ-*', 'TokenValidationParameters { ValidTypes = ["…"] }'],
    ['exp-missing', 'TokenValidationParameters { RequireExpirationTime = true }'],
  ],
  PyJWT: [
    ...['exp', 'sub', 'jti', 'iat', 'client_id'].map((claim): SettingRow => [
      `${claim.replace('_', '-')}-missing`,
      `jwt.decode(token, key, options={"require": ["${claim}"]})`,
    ]),
    ['aud-*', 'jwt.decode(token, key, audience="…")'],
    ['iss-*', 'jwt.decode(token, key, issuer="…")'],
    ['alg-*', 'jwt.decode(token, key, algorithms=["…"])'],
  ],
  'golang-jwt': [
    ['aud-*', 'jwt.NewParser(jwt.WithAudience("…"))'],
    ['iss-*', 'jwt.NewParser(jwt.WithIssuer("…"))'],
    ['alg-*', 'jwt.NewParser(jwt.WithValidMethods([]string{"…"}))'],
    // Of 0 it makes no date: it is as if there were none.
    ['exp-missing exp-zero', 'jwt.NewParser(jwt.WithExpirationRequired())'],
    ['iat-future iat-string', 'jwt.NewParser(jwt.WithIssuedAt())'],
    ['b64-sig-trailing-bits b64-payload-trailing-bits', 'jwt.NewParser(jwt.WithStrictDecoding())'],
  ],
  Envoy: [
    ['aud-*', 'audiences of the jwt_authn provider'],
    ['iss-*', 'issuer of the jwt_authn provider'],
    ['exp-missing', 'require_expiration of the jwt_authn provider'],
    ['sub-*', 'subjects of the jwt_authn provider'],
  ],
}

/** With the audience set they believe it still: of a list they ask whether one member is theirs. */
const MENDED_BY_NONE = new Set(['aud-mixed-types'])

/** The libraries of which settings are known. */
export const LIBRARIES_WITH_SETTINGS = Object.keys(LIBRARY_SETTINGS)

/** The one setting of a library that refuses what a case sends; undefined where it has none, or it is not known. */
export function settingFor(library: string, id: string): string | undefined {
  const setting = MENDED_BY_NONE.has(id) ? undefined : rowFor(LIBRARY_SETTINGS[library] ?? [], id)
  return setting !== undefined && id.startsWith('alg-swap-')
    ? `${setting}, with the one algorithm of that key`
    : setting
}
