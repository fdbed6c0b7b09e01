import { expect, test } from 'vitest'
import type { KeptPlay } from './kept-play.ts'
import { createKeptPlays } from './kept-plays.ts'
import { lineOf, withoutTokens } from './shown.ts'

const SECRET = 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA'

const play = (traceId: string, title = ''): KeptPlay => ({
  traceId,
  title,
  scenario: 1,
  caller: 'servicea',
  query: '',
  startedAt: 0,
  tookMs: 0,
  status: 200,
  steps: [],
  missing: [],
  requests: {},
  outcome: { outcome: 'good' },
  hasTokens: true,
  tokens: [{ who: 'servicea', what: 'a token', token: SECRET }],
})
const idsOf = (kept: ReturnType<typeof createKeptPlays>) => kept.list().map(({ traceId }) => traceId)

test('the last plays are kept, the newest first: the oldest makes room', () => {
  const kept = createKeptPlays({ plays: 2, bytes: 10_000 })
  for (const id of ['a', 'b', 'c']) kept.add(play(id))
  expect(idsOf(kept)).toEqual(['c', 'b'])
  expect(kept.get('a')).toBeUndefined()
})

test('of long plays fewer are kept, and what is gone does not count any more', () => {
  const kept = createKeptPlays({ plays: 100, bytes: 10_000 })
  for (let at = 0; at < 50; at++) kept.add(play(`long-${at}`, 'x'.repeat(4000)))
  expect(idsOf(kept)).toEqual(['long-49', 'long-48'])
  expect(kept.bytes).toBeLessThanOrEqual(10_000)
  kept.add(play('huge', 'x'.repeat(20_000)))
  expect(idsOf(kept)).toEqual([])
  expect(kept.bytes).toBe(0)
})

test('a play that comes again counts once', () => {
  const kept = createKeptPlays({ plays: 2, bytes: 10_000 })
  kept.add(play('a'))
  const { bytes } = kept
  kept.add(play('a'))
  expect([idsOf(kept), kept.bytes]).toEqual([['a'], bytes])
})

test('no raw token is in what leaves the console', () => {
  expect(JSON.stringify([lineOf(play('a')), withoutTokens(play('a'))])).not.toContain(SECRET)
})
