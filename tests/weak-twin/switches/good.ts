import type { JWK } from 'jose'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import type { Weakness } from '../checks.ts'
import { refusesClaims, refusesHeader, refusesText, weak, type TwinSwitch } from '../weakness.ts'

const KNOWN_CLAIMS = 'iss sub aud client_id scope iat nbf exp jti act cnf zz groups name'.split(' ')
const isPast = (value: unknown, now: number) => typeof value === 'number' && value <= now
const isToCome = (value: unknown, now: number) => typeof value === 'number' && value > now

const refusesAlgorithm = (algorithm: Algorithm): TwinSwitch =>
  weak(
    `It cannot do ${algorithm}, though it is on its list`,
    refusesHeader(({ alg }) => alg === algorithm),
    algorithm === 'ES512' ? 'all-algorithms' : algorithm === 'ES256' ? 'rsa' : 'plain',
  )

/** What it refuses, and should not. */
export const GOOD_SWITCHES = {
  'refuses-aud-lists': weak(
    'An audience must be a text',
    refusesClaims(({ aud }) => Array.isArray(aud)),
  ),
  'refuses-further-claims': weak(
    'Claims that it does not know are refused',
    refusesClaims((claims) => Object.keys(claims).some((name) => !KNOWN_CLAIMS.includes(name))),
  ),
  'refuses-further-header': weak(
    'Members of a header that it does not know are refused',
    refusesHeader((header) => Object.keys(header).some((name) => !['alg', 'kid', 'typ', 'b64', 'crit'].includes(name))),
  ),
  'refuses-other-spelled-types': weak(
    'A type must be written as expected',
    refusesHeader(({ typ }, { types }) => typ !== undefined && !types.includes(String(typ))),
  ),
  'refuses-missing-types': weak(
    'A type must be there',
    refusesHeader(({ typ }) => typ === undefined),
    'lax-type',
  ),
  'refuses-type-jwt': weak(
    'JWT is no type',
    refusesHeader(({ typ }) => typ === 'JWT'),
    'lax-type',
  ),
  'refuses-other-letters': weak(
    'Claims must be in the letters of ASCII',
    refusesText((json) => /[^\0-\u007f]/.test(json)),
  ),
  'refuses-many-claims': weak(
    'A token has four kilobytes at most',
    refusesText((json) => json.length > 3000),
  ),
  'refuses-more-scopes': weak(
    'The scope must be the right one alone',
    refusesClaims(({ scope }) => typeof scope === 'string' && scope.includes(' ')),
  ),
  'refuses-actors': weak(
    'Who acts is refused',
    refusesClaims((claims) => Object.hasOwn(claims, 'act')),
  ),
  'refuses-missing-nbf': weak(
    'A token must say when it begins',
    refusesClaims(({ nbf }) => nbf === undefined),
  ),
  'refuses-fractions': weak(
    'Dates must be whole',
    refusesClaims(({ exp, iat }) => [exp, iat].some((date) => typeof date === 'number' && date % 1 !== 0)),
  ),
  'refuses-exponents': weak(
    'Numbers must have no exponent',
    refusesText((json) => /:\d+(?:\.\d+)?e/.test(json)),
  ),
  'refuses-without-leeway': weak(
    'There is no leeway',
    refusesClaims(
      ({ exp, nbf, iat }, parts) =>
        isPast(exp, parts.now()) || isToCome(nbf, parts.now()) || isToCome(iat, parts.now()),
    ),
  ),
  'refuses-white-space': weak(
    'JSON must be written tightly',
    refusesText((json) => /[\n\t]/.test(json)),
  ),
  'refuses-escapes': weak(
    'JSON must have no escapes',
    refusesText((json) => json.includes('\\')),
  ),
  'refuses-other-order': weak(
    'Claims must come in their order',
    refusesText((json) => /^.{2,}"iss"/.test(json)),
  ),
  'refuses-odd-key-ids': weak(
    'Key ids must be plain',
    refusesHeader(({ kid }) => typeof kid === 'string' && /[^\w.-]/.test(kid)),
  ),
  'refuses-missing-key-ids': weak(
    'A key id must be there',
    refusesHeader(({ kid }) => kid === undefined),
  ),
  'refuses-new-keys': weak('The key set is read once', ((strict) => ({
    mustRead: (age, isUnknown) => age === Infinity && strict.mustRead(age, isUnknown),
  })) satisfies Weakness),
  'refuses-while-keys-change': weak('Of more keys than usual it takes none', ((strict) => {
    const first = { size: 0 }
    return {
      fetchKeys: async () => {
        const keys = await strict.fetchKeys()
        first.size ||= keys.length
        if (keys.length > first.size) return []
        return keys
      },
    }
  }) satisfies Weakness),
  'refuses-sets-with-odd-keys': weak('One bad key spoils the set', ((strict) => ({
    load: async (jwks) => {
      const each = await Promise.all(jwks.map((jwk) => strict.load([jwk])))
      return each.some((keys) => keys.length === 0) ? [] : strict.load(jwks)
    },
  })) satisfies Weakness),
  'refuses-keys-without-alg': weak('A key must say its algorithm', ((strict) => ({
    load: (jwks) => strict.load(jwks.filter((jwk) => (jwk as JWK).alg !== undefined)),
  })) satisfies Weakness),
}

/** One for each algorithm. */
export const REFUSED_ALGORITHMS = Object.fromEntries(
  ALL_ALGORITHMS.map((name) => [`refuses-${name}`, refusesAlgorithm(name)]),
) as Record<`refuses-${Algorithm}`, TwinSwitch> // Object.fromEntries forgets the names
