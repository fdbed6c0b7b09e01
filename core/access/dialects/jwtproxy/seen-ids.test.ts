import { expect, test } from 'vitest'
import { freshId, goodClaims, GOOD_HEADER, openSidecar, SIDECAR_NOW, signed, withToken } from '../dialect.fixture.ts'
import { createSeenIds, MOST_SEEN_BYTES } from './seen-ids.ts'

test('made-up ids fill the memory up to a bound of ours, and then nobody gets in (W3)', async () => {
  const { decide } = openSidecar({ dialect: 'jwtproxy', nonces: { type: 'local', purgeInterval: 0 } })
  const flood = () => decide(withToken(signed(GOOD_HEADER, { ...goodClaims(), jti: freshId(8192) }, 'none')))
  let sent = 0
  while (sent < 2000 && (await flood()).kind === 'refused') sent++
  expect(sent).toBe(Math.floor(MOST_SEEN_BYTES / (2 * 8192 + 100)))
  const decision = await decide(withToken(signed(GOOD_HEADER, { ...goodClaims(), jti: freshId(8192) })))
  expect(decision).toMatchObject({ kind: 'undecided', answer: { status: 503, body: expect.stringContaining('W3') } })
})

test('with purge_interval those that are over are forgotten', async () => {
  const config = { dialect: 'jwtproxy', nonces: { type: 'local', purgeInterval: 1000 } } as const
  const { decide, clock } = openSidecar(config)
  const jti = freshId()
  const token = (exp: number) => signed(GOOD_HEADER, { ...goodClaims(), iat: exp - 300, exp, jti })
  expect((await decide(withToken(token(SIDECAR_NOW + 10)))).kind).toBe('believed')
  expect((await decide(withToken(token(SIDECAR_NOW + 20)))).kind).toBe('refused')
  clock.advance({ seconds: 12 })
  expect((await decide(withToken(token(SIDECAR_NOW + 20)))).kind).toBe('believed')
})

test('what is forgotten makes room', () => {
  const seen = createSeenIds(300)
  seen.record('1', 5)
  seen.record('2', 50)
  expect(() => seen.record('3', 50)).toThrow('cannot-decide')
  seen.purge(10)
  expect(() => seen.record('2', 50)).toThrow('replayed')
  seen.record('3', 50)
  expect(seen.bytes).toBe(204)
})
