import { describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import type { Judgement } from '../judgement.ts'
import { openLibraryJudges } from './libraries.ts'
import { bringNamed, LIBRARY_AUDIENCE, makeToken, questionFor } from './library-question.fixture.ts'

const NAMES = ['jose', 'jsonwebtoken', 'express-oauth2-jwt-bearer']
const judges = openLibraryJudges({ clock: systemClock })
const now = () => Math.floor(systemClock.now() / 1000)

/** `200`, or the status, what decided, and why. */
const cellOf = ({ believed, status, decidedBy, reason }: Judgement) =>
  believed ? '200' : `${status} ${decidedBy}: ${reason}`

/** What jose, jsonwebtoken and express-oauth2-jwt-bearer really answered. One cell where all three say the same. */
const REAL_ANSWERS: Record<NamedTokenId, readonly string[]> = {
  'no-token': ['401 form: no-credentials', '401 form: no-credentials', '401 header: no-credentials'],
  valid: ['200'],
  'exp-30s-ago': ['401 exp: expired'],
  'exp-5min-ago': ['401 exp: expired'],
  // The first two believe a token without an end, for ever: it has to be asked for (requiredClaims; jsonwebtoken has only maxAge, by iat).
  'no-exp': ['200', '200', '401 exp is there: missing-claim'],
  'exp-zero': ['401 exp: expired'],
  'exp-quoted': ['401 exp: invalid-claim'],
  'exp-fraction': ['200'],
  'nbf-in-30s': ['401 nbf: not-active'],
  // None looks at when it was made, without maxTokenAge or maxAge.
  'iat-in-10min': ['200'],
  'aud-other': ['401 aud: wrong-audience'],
  // For jose it is missing, for the others it is another one.
  'no-aud': ['401 presence: missing-claim', '401 aud: wrong-audience', '401 aud: wrong-audience'],
  'aud-as-string': ['200'],
  'iss-other': ['401 iss: wrong-issuer'],
  forged: ['401 signature: signature-mismatch'],
  'forged-and-expired': ['401 signature: signature-mismatch'],
  'forged-and-aud-other': ['401 signature: signature-mismatch'],
  'kid-unknown': ['401 key: unknown-key'],
  // jsonwebtoken never gets to the algorithm: a key was found, so a signature has to be there.
  'alg-none': ['401 key: wrong-algorithm', '401 signed: signature-missing', '401 key: wrong-algorithm'],
  'bearer-in-lower-case': ['200'],
  // Node has dropped the second header before any of them could see it.
  'two-headers': ['200'],
  'numeric-claim': ['200'],
  'endpoints-empty': ['200'],
}

describe('jose, jsonwebtoken and express-oauth2-jwt-bearer', () => {
  test('are the judges, and each says which version runs', () => {
    expect(judges.map(({ id }) => id)).toEqual(NAMES)
    for (const { title } of judges) expect(title).toMatch(/ \d+\.\d+\.\d+/)
  })

  test.each(NAMED_TOKEN_IDS)('a token that is %s', async (name) => {
    const question = await questionFor(bringNamed(name, now()), now())
    const cells = await Promise.all(judges.map(async (judge) => cellOf(await judge.judge(question))))
    const [first = '', ...others] = REAL_ANSWERS[name]
    expect(cells).toEqual(others.length > 0 ? [first, ...others] : NAMES.map(() => first))
  })

  test('a token that has been over for moments is believed by express-oauth2-jwt-bearer alone: it allows 5 seconds', async () => {
    const question = await questionFor([`Bearer ${makeToken({ claims: { exp: now() - 1 } }, now())}`], now())
    const cells = await Promise.all(judges.map(async (judge) => cellOf(await judge.judge(question))))
    expect(cells).toEqual(['401 exp: expired', '401 exp: expired', '200'])
  })

  test('of two headers each sees the first', async () => {
    const [good = '', expired = ''] = bringNamed('two-headers', now())
    const question = await questionFor([expired, good], now())
    const cells = await Promise.all(judges.map(async (judge) => cellOf(await judge.judge(question))))
    expect(cells).toEqual(NAMES.map(() => '401 exp: expired'))
  })

  test('a token that is over in a year to come: whoever cannot be told the time does not judge', async () => {
    const then = now() + 365 * 86_400
    const question = await questionFor(bringNamed('exp-30s-ago', then), then)
    const outcomes = await Promise.all(judges.map(async (judge) => (await judge.judge(question)).outcome))
    expect(outcomes).toEqual(['refused', 'refused', 'cannot-judge'])
  })

  test('without keys, or with names that nobody has, no token is believed, and none throws', async () => {
    const question = await questionFor(bringNamed('valid', now()), now())
    const odd = [
      { ...question, keys: { keys: [], jwks: { keys: [] }, from: 'nowhere' } },
      { ...question, expected: { issuer: '"\n', audience: LIBRARY_AUDIENCE } },
      { ...question, authorization: [`Bearer ${'.'.repeat(5000)}`] },
      { ...question, authorization: ['Bearer é.\ud800.x'] },
    ]
    for (const each of odd) {
      const all = await Promise.all(judges.map((judge) => judge.judge(each)))
      expect(all.filter(({ believed }) => believed)).toEqual([])
    }
  })
})
