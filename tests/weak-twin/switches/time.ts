import { neverEnds, optional, skips, readsClaims, together, weak } from '../weakness.ts'
import { isObject, type Claims } from '#core/token/claims'
import { type Weakness } from '../checks.ts'

const DATES = ['exp', 'nbf', 'iat'] as const

const withDates = (change: (value: unknown) => unknown) =>
  readsClaims((claims) => ({
    ...claims,
    ...Object.fromEntries(
      DATES.filter((name) => Object.hasOwn(claims, name)).map((name) => [name, change(claims[name])]),
    ),
  }))

const without = (claims: Claims, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name))

const withLeeway =
  (seconds: number): Weakness =>
  (strict, parts) => ({
    expiry: ({ exp, ...claims }) =>
      strict.expiry(exp === undefined ? claims : { ...claims, exp: exp + seconds - parts.leewaySeconds }),
  })

/** What is wrong about dates. */
export const TIME_SWITCHES = {
  'exp-unchecked': weak('Nobody looks whether a token has ended', skips('expiry')),
  'exp-optional': weak('A token may do without an end', optional('exp')),
  'exp-leeway-large': weak('The leeway is five minutes', withLeeway(300)),
  'exp-inclusive': weak('The last second belongs to it', withLeeway(30.5)),
  'exp-falsy-is-none': weak(
    'An end that is false in JavaScript is none',
    together(
      optional('exp'),
      readsClaims((claims) => (claims.exp ? claims : without(claims, 'exp'))),
    ),
  ),
  'exp-of-wrong-type-skipped': weak(
    'An end that is no number is not looked at',
    together(
      optional('exp'),
      readsClaims((claims) => (typeof claims.exp === 'number' ? claims : without(claims, 'exp'))),
    ),
  ),
  'exp-negative-is-never': weak(
    'An end before 1970 means none',
    together(
      optional('exp'),
      readsClaims((claims) => (Number(claims.exp) < 0 ? without(claims, 'exp') : claims)),
    ),
  ),
  'dates-as-text': weak(
    'Dates may be texts',
    withDates((value) => (typeof value === 'string' ? Date.parse(value) / 1000 || Number(value) || 0 : value)),
  ),
  'lifetime-unbounded': weak(
    'A token may live as long as it likes',
    together(skips('lifetime'), (strict) => ({
      shapes: (claims) =>
        strict.shapes(
          isObject(claims) && typeof claims.exp === 'number' ? { ...claims, exp: Math.min(claims.exp, 1e9) } : claims,
        ),
    })),
  ),
  'dates-infinite': weak('A number may be infinite', neverEnds(/(?<=:)1e400/)),
  'dates-in-milliseconds': weak(
    'Large dates are taken for milliseconds',
    withDates((value) => (typeof value === 'number' && value > 1e12 && value < 1e15 ? value / 1000 : value)),
  ),
  'nbf-ignored': weak('Nobody looks whether a token has begun', skips('notBefore')),
  'iat-ignored': weak('A token may be made in the future', skips('issuedAt')),
  'begin-ignored': weak('Nobody looks at any date but the end', skips('notBefore', 'issuedAt')),
  'iat-optional': weak('A token need not say when it was made', optional('iat')),
  'iat-of-any-type': weak(
    'Nobody looks at what iat is',
    readsClaims((claims) =>
      claims.iat === undefined || typeof claims.iat === 'number' ? claims : { ...claims, iat: claims.nbf ?? 0 },
    ),
  ),
}
