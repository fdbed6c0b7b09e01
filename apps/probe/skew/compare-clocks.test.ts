import { expect, test } from 'vitest'
import { compareClocks } from './compare-clocks.ts'
import { judgeSkew, type MeasuredSkew, type SkewClaim } from './skew-report.ts'

const flips = (seconds: number): MeasuredSkew => ({ kind: 'leeway', seconds, plusMinusSeconds: 1 })

const foundOf = (exp: number, nbf?: number): ReadonlyMap<SkewClaim, MeasuredSkew> =>
  new Map<SkewClaim, MeasuredSkew>([['exp', flips(exp)], ['nbf', nbf === undefined ? { kind: 'never-checked' } : flips(nbf)]]) // prettier-ignore

test.each([
  ['a leeway of 30, 20 s ahead', foundOf(10, 50), 20, { kind: 'apart', ahead: 20 }],
  ['the same behind', foundOf(50, 10), -20, { kind: 'apart', ahead: -20 }],
  ['no leeway, and no header', foundOf(-20, 20), undefined, { kind: 'apart', ahead: 20 }],
  ['nbf is not looked at', foundOf(10), 20, { kind: 'apart', ahead: 20 }],
  ['two leeways, and the right time', foundOf(10, 50), 0, { kind: 'together' }],
  ['one of both, and no header', foundOf(10, 50), undefined, { kind: 'unclear', ahead: 20 }],
  ['one leeway', foundOf(30, 31), undefined, { kind: 'together' }],
] as const)('%s', (_what, found, byHeader, clocks) => {
  expect(compareClocks(found, byHeader)).toEqual(clocks)
})

test('where the clocks differ no leeway is good by itself, and the leeway that is said is the true one', () => {
  for (const [claim, seconds] of [['exp', 10], ['nbf', 50], ['iat', 50]] as const) {
    const { grade, sentence } = judgeSkew(claim, flips(seconds), { kind: 'apart', ahead: 20 })
    expect(grade, claim).toBe('worth-changing')
    expect(sentence).toMatch(/leeway of 30 s .*the clocks differ by 20 s, its own is ahead$/)
  }
  expect(judgeSkew('nbf', flips(50), { kind: 'unclear', ahead: 20 }).grade).toBe('worth-changing')
}) // prettier-ignore
