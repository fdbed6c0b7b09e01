import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { LIBRARIES_WITH_SETTINGS, settingFor } from './library-settings.ts'
import { remedyFor } from './remedies.ts'

const ruleOf = (id: string) => remedyFor({ id }, 'believed', undefined)

test('cases that break one rule get one remedy, whatever standard they go by', () => {
  const audiences = CATALOGUE.filter(({ id }) => id.startsWith('aud-'))
  expect(audiences.length).toBeGreaterThan(9)
  expect(new Set(audiences.map(({ id }) => ruleOf(id)))).toEqual(
    new Set(['Require aud, and compare it exactly with your own name.']),
  )
})

const KINDS = ['believed', 'good-refused', 'crashed', 'hung', 'watch'] as const

test.each(KINDS)('every case has a rule of its own kind where it is %s', (kind) => {
  const without = CATALOGUE.filter((each) => remedyFor(each, kind, undefined) === 'Refuse what the standard refuses.')
  expect(without.map(({ id }) => id)).toEqual([])
})

test.each([
  ['b64-false-no-crit', 'b64', 'b64-sig-padded'],
  ['b64-false', 'b64', 'b64-sig-padded'],
  ['json-bom', 'UTF-8', 'json-duplicate-claim'],
  ['json-header-bom', 'UTF-8', 'json-duplicate-header'],
  ['json-utf16', 'UTF-8', 'json-nan'],
  ['json-invalid-utf8', 'UTF-8', 'json-payload-array'],
  ['json-big-number', 'sub', 'json-nan'],
  ['key-use-enc', 'use is sig', 'key-jwk-embedded'],
  ['key-weak-1024', '2048 bits', 'key-jku-attacker'],
  ['key-kid-command', 'key id', 'key-jku-attacker'],
  ['key-kid-other-issuer', 'each issuer apart', 'key-kid-unknown'],
  ['sig-rsa-e3-cube-root', 'exponent', 'sig-random'],
  ['sub-other-trust-domain', 'SPIFFE', 'sub-missing'],
  ['life-replay', 'second time', 'life-retired-key'],
  ['life-jwks-redirect', 'redirect', 'life-retired-key'],
  ['http-identity-header', 'header that a caller can write', 'http-two-headers'],
  ['http-error-leak', 'no stack', 'http-none'],
  ['http-401-shape', 'Cache-Control', 'http-none'],
  ['dos-kid-flood', 'between two reads', 'dos-dots'],
  ['rv-garbage', '200', 'rv-other-client'],
])('what is said of %s speaks of %s, as what is said of %s does not', (id, words, other) => {
  expect(ruleOf(id)).toContain(words)
  expect(ruleOf(other)).not.toContain(words)
})

test('a good token that was refused, or broke the service, is not told how to refuse it', () => {
  const good = CATALOGUE.filter(({ family }) => family === 'good')
  for (const each of good) {
    expect(remedyFor(each, 'good-refused', undefined), each.id).not.toMatch(/^(?:Refuse|Require)/)
    expect(remedyFor(each, 'crashed', undefined), each.id).not.toContain('cannot read')
  }
})

test('of a library that is known, the setting is named', () => {
  expect(remedyFor({ id: 'aud-missing' }, 'believed', 'jose')).toBe("jose: jwtVerify(token, keys, { audience: '…' }).")
})

test.each([
  ['golang-jwt', 'iat-future', 'iat-string', 'WithIssuedAt'],
  ['golang-jwt', 'b64-sig-trailing-bits', 'b64-payload-trailing-bits', 'WithStrictDecoding'],
  ['golang-jwt', 'exp-missing', 'exp-zero', 'WithExpirationRequired'],
  ['jose', 'iat-ancient', 'iat-future', 'maxTokenAge'],
])('one setting of %s mends both %s and %s: %s', (library, one, other, setting) => {
  expect(settingFor(library, one)).toContain(setting)
  expect(settingFor(library, other)).toBe(settingFor(library, one))
})

test.each(LIBRARIES_WITH_SETTINGS)('no setting of %s names an algorithm or a type that the service may not have', (library) => {
  const settings = CATALOGUE.map(({ id }) => settingFor(library, id) ?? '')
  expect(settings.join('\n')).not.toMatch(/[RPE]S\d{3}|at\+jwt/)
}) // prettier-ignore
