import { expect, test } from 'vitest'
import type { KeyLife } from '#core/rings/ring-life'
import type { RingsOf } from '../../live/told.ts'
import { newsBetween } from './key-news.ts'
import { keyWords, whenText } from './key-words.ts'
import { nextOf } from './next-move.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const policy = { publishAhead: 60, keepAfter: 300 }

const life = (kid: string, state: KeyLife['state'], since: number, more: Partial<KeyLife> = {}): KeyLife => ({
  kid,
  algorithm: 'ES256',
  state,
  since,
  ...more,
})

const told = (keys: KeyLife[], ringId = 'demo'): RingsOf[] => [
  { name: 'jwt-factory', told: { now: NOW, policy, count: 1, rings: [{ ringId, keys, leftOut: 0 }] } },
]

const news = (before: RingsOf[], after: RingsOf[]) =>
  newsBetween(before, after).map(({ kid, state, at }) => `${kid} ${state} ${at}`)

test('a rotation is two pieces of news: one key takes over, the other retires', () => {
  const before = told([life('two', 'prepared', 1), life('one', 'active', 0)])
  const after = told([life('two', 'active', 9), life('one', 'retired', 9)])
  expect(news(before, after)).toEqual(['two active 9', 'one retired 9'])
})

test('a key that is new, one that is revoked, and those that are gone', () => {
  const before = told([life('one', 'active', 0), life('old', 'retired', 0), life('bad', 'revoked', 0)])
  const after = told([life('new', 'prepared', 5), life('one', 'revoked', 7)])
  expect(news(before, after).sort()).toEqual([
    `bad forgotten ${NOW}`,
    'new prepared 5',
    `old gone ${NOW}`,
    'one revoked 7',
  ])
})

test('what a filter brings into sight, or a process that is back, is no news', () => {
  const after = told([life('one', 'active', 0)])
  expect(news(told([], 'other'), after)).toEqual([])
  expect(news([{ name: 'jwt-factory', why: 'down' }], after)).toEqual([])
  expect(news(after, [{ name: 'jwt-factory', why: 'down' }])).toEqual([])
})

test.each<[key: KeyLife, words: string]>([
  [life('k', 'prepared', NOW - 60_000), 'published since 11:59:00; signs when somebody rotates'],
  [
    life('k', 'prepared', NOW - 60_000, { signsFrom: NOW + 30_000 }),
    'published 11:59:00; signs from 12:00:30 (30 s left)',
  ],
  [life('k', 'active', NOW - 60_000), 'signs since 11:59:00; no timer ends it'],
  [
    life('k', 'active', NOW - 60_000, { signsUntil: NOW + 86_400_000 }),
    'signs 11:59:00 – 11\u201127\u00a012:00:00 (24 h left)',
  ],
  [
    life('k', 'retired', NOW, { was: { active: NOW - 3_600_000 }, publishedUntil: NOW + 600_000 }),
    'published until 12:10:00 (10 min left); signed 11:00:00 – 12:00:00',
  ],
  [life('k', 'retired', NOW, { publishedUntil: NOW }), 'published until 12:00:00 (due now)'],
  [
    life('k', 'revoked', NOW, { rememberedUntil: NOW + 1000 }),
    'revoked at 12:00:00; refused by its name until 12:00:01',
  ],
])('what there is to say of %o', (key, words) => {
  expect(keyWords(key, NOW)).toBe(words)
})

test('a time of another day says which', () => {
  expect([NOW, NOW + 86_400_000].map((time) => whenText(time, NOW))).toEqual(['12:00:00', '11\u201127\u00a012:00:00'])
})

const due = (at: number, others: number) => ({ ringId: '@', move: 'prepare' as const, at, others })

test('the timer that acts first counts, and rings of one start are told together', () => {
  const holders = told([]).flatMap((one) => [
    { ...one, told: one.told && { ...one.told, next: due(900, 0) } },
    { ...one, told: one.told && { ...one.told, next: due(800, 3) } },
  ]) as RingsOf[]
  expect(nextOf(holders)).toEqual({ at: 800, words: 'it prepares a key for an issuer and 3 more.' })
  expect(nextOf(told([]))).toBeUndefined()
})
