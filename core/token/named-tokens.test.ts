import { expect, test } from 'vitest'
import { bringToken } from './bring-token.ts'
import {
  EXPIRED_ONE,
  isNamedToken,
  NAMED_TOKEN_IDS,
  NAMED_TOKENS,
  namedParts,
  type NamedTokenId,
} from './named-tokens.ts'
import type { TokenParts } from './token-change.ts'

const NOW = 1_800_000_000
const GOOD: TokenParts = {
  header: { alg: 'ES256', kid: 'one', typ: 'JWT' },
  claims: { iss: 'https://issuer', sub: 'servicea', aud: 'serviceb', iat: NOW, exp: NOW + 60, jti: 'x' },
}
const VALID = namedParts('valid', GOOD, NOW)

/** The members that differ, by name. */
function differing(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name])).toSorted()
}

const changedIn = (name: NamedTokenId): string[] => {
  const { header, claims, signedBy } = namedParts(name, GOOD, NOW)
  const members = [...differing(claims, VALID.claims), ...differing(header, VALID.header)]
  return signedBy === undefined ? members : [...members, 'signature']
}

/** What is wrong, and what has to go with it: whoever expired was made before that, and `none` has no signature. */
const CHANGED: Record<NamedTokenId, readonly string[]> = {
  'no-token': [],
  valid: [],
  'exp-30s-ago': ['exp', 'iat', 'nbf'],
  'exp-5min-ago': ['exp', 'iat', 'nbf'],
  'no-exp': ['exp'],
  'exp-zero': ['exp'],
  'exp-quoted': ['exp'],
  'exp-fraction': ['exp'],
  'nbf-in-30s': ['nbf'],
  'iat-in-10min': ['exp', 'iat'], // of a token that lives for a minute: it would end before it is made
  'aud-other': ['aud'],
  'no-aud': ['aud'],
  'aud-as-string': ['aud'],
  'iss-other': ['iss'],
  forged: ['signature'],
  'forged-and-expired': ['exp', 'iat', 'nbf', 'signature'],
  'forged-and-aud-other': ['aud', 'signature'],
  'kid-unknown': ['kid'],
  'alg-none': ['alg', 'signature'],
  'bearer-in-lower-case': [],
  'two-headers': [],
  'numeric-claim': ['level'],
  'endpoints-empty': ['piko'],
}

test.each(NAMED_TOKEN_IDS)('%s differs from the good one in what its name says, and in nothing else', (name) =>
  expect(changedIn(name)).toEqual(CHANGED[name]),
)

test.each(NAMED_TOKEN_IDS)('%s is the good one again when its change is undone', (name) => {
  const { claims, header } = namedParts(name, GOOD, NOW)
  const undone = (all: TokenParts['claims'], good: TokenParts['claims']) => {
    const others = Object.entries(all).filter(([member]) => !CHANGED[name].includes(member))
    const back = Object.entries(good).filter(([member]) => CHANGED[name].includes(member))
    return Object.fromEntries([...others, ...back])
  }
  expect(undone(claims, VALID.claims)).toEqual(VALID.claims)
  expect(undone(header, VALID.header)).toEqual(VALID.header)
})

test('it says from when on it is good, in all but the one that is not good yet: Kong can be told to want that', () => {
  for (const name of NAMED_TOKEN_IDS) {
    const { iat, nbf } = namedParts(name, GOOD, NOW).claims
    expect(nbf, name).toBe(name === 'nbf-in-30s' ? NOW + 30 : name === 'iat-in-10min' ? NOW : iat)
  }
})

test('the good one is not touched', () => {
  const before = structuredClone(GOOD)
  for (const name of NAMED_TOKEN_IDS) namedParts(name, GOOD, NOW)
  expect(GOOD).toEqual(before)
})

test('an audience is a list in all of them, but where its name says otherwise', () => {
  for (const name of NAMED_TOKEN_IDS)
    if (name !== 'no-aud' && name !== 'aud-as-string')
      expect(namedParts(name, GOOD, NOW).claims['aud'], name).toEqual([expect.any(String)])
  expect(namedParts('aud-as-string', { ...GOOD, claims: { aud: ['serviceb'] } }, NOW).claims['aud']).toBe('serviceb')
})

test.each<[NamedTokenId, number]>([
  ['exp-30s-ago', 30],
  ['exp-5min-ago', 300],
  ['forged-and-expired', 300],
])('%s was made before it ended, and lived as long as the good one', (name, ago) =>
  expect(namedParts(name, GOOD, NOW).claims).toMatchObject({ iat: NOW - ago - 60, exp: NOW - ago }),
)

test('only those that say so have ended', () => {
  for (const name of NAMED_TOKEN_IDS) {
    const { exp } = namedParts(name, GOOD, NOW).claims
    const hasEnded = exp !== undefined && Number(exp) <= NOW
    expect(hasEnded, name).toBe(/exp-(?:30s|5min)-ago|exp-zero|expired$/.test(name))
  }
})

test('a fraction is one, of a second in the future; a text is the number of the good one', () => {
  expect(namedParts('exp-fraction', GOOD, NOW).claims['exp']).toBe(NOW + 60.5)
  expect(namedParts('exp-quoted', GOOD, NOW).claims['exp']).toBe(String(NOW + 60))
})

test('whoever is made in 10 minutes ends after that, also where the good one ends sooner', () => {
  const longer = { ...GOOD, claims: { ...GOOD.claims, exp: NOW + 3600 } }
  expect(namedParts('iat-in-10min', GOOD, NOW).claims).toMatchObject({ iat: NOW + 600, exp: NOW + 660 })
  expect(namedParts('iat-in-10min', longer, NOW).claims).toMatchObject({ iat: NOW + 600, exp: NOW + 3600 })
})

test('a good one without any claims is taken as it is', () => {
  for (const name of NAMED_TOKEN_IDS) expect(() => namedParts(name, { header: {}, claims: {} }, NOW)).not.toThrow()
  expect(namedParts('valid', { header: {}, claims: {} }, NOW).claims).toEqual({})
})

test('names of objects are no names of tokens', () => {
  expect(['valid', 'constructor', '__proto__', ''].map(isNamedToken)).toEqual([true, false, false, false])
})

const brought = (name: NamedTokenId) => bringToken(NAMED_TOKENS[name], 'good', 'expired')

test('three are brought in a way of their own', () => {
  expect(brought('valid')).toEqual(['Bearer good'])
  expect(brought('no-token')).toEqual([])
  expect(brought('bearer-in-lower-case')).toEqual(['bearer good'])
  expect(brought('two-headers')).toEqual(['Bearer good', 'Bearer expired'])
  expect(namedParts(EXPIRED_ONE, GOOD, NOW).claims['exp']).toBeLessThan(NOW)
})
