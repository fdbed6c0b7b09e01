import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import { nameLibrary } from './name-library.ts'

const attacks = CATALOGUE.filter(({ id }) => id === 'aud-missing' || id === 'iss-unknown')

const answered = (id: string, body: string): CaseResult => {
  const attack = attacks.find((each) => each.id === id)!
  return {
    ...attack,
    verdict: id === 'aud-missing' ? 'believed' : 'refused',
    remarks: [],
    got: { status: 401, body, milliseconds: 1 },
    ...(id === 'aud-missing' && {
      finding: {
        kind: 'believed',
        severity: attack.severity,
        isFailing: true,
        sentence: 'It was.',
        remedy: 'The rule.',
      },
    }),
  }
}

const named = (said: string, believed = '{}') => {
  const results = attacks.map(({ id }) => answered(id, id === 'aud-missing' ? believed : said))
  return nameLibrary(attacks, results, [{ status: 401, headers: [], body: 'no', milliseconds: 1 }])
}

test('a library that only bad tokens give away is named, and each finding gets its setting', () => {
  const { library, results } = named('{"error":"unexpected \\"iss\\" claim value"}')
  expect(library).toBe('jose')
  expect(results.flatMap(({ finding }) => finding?.remedy ?? [])).toEqual([
    "jose: jwtVerify(token, keys, { audience: '…' }).",
  ])
})

test('what a service says to whom it lets in names nobody, and changes nothing', () => {
  const { library, results } = named('{"error":"no"}', '{"orders":["jwt malformed"]}')
  expect(library).toBeUndefined()
  expect(results.flatMap(({ finding }) => finding?.remedy ?? [])).toEqual(['The rule.'])
})
