import { expect, test } from 'vitest'
import { FORWARD_LIMITS } from '../http/forward/forward.ts'
import { patienceOf } from './patience.ts'

test('each wait is a part of a play, but for what has to be opened first', () => {
  const { connect, headers } = FORWARD_LIMITS
  const usual = { play: 5000, tool: 15_000, between: 4000, fetch: 2500, opening: 30_000, forward: { connect, headers } }
  expect(patienceOf({ peerTimeoutMilliseconds: 5000 })).toEqual(usual)
  const play = 120_000
  const long = {
    play,
    tool: 187_500,
    between: 96_000,
    fetch: 60_000,
    opening: play,
    forward: { connect: play, headers: play },
  }
  expect(patienceOf({ peerTimeoutMilliseconds: play })).toEqual(long)
})
