import type { Http2Session } from 'node:http2'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { drainSession } from './drain-session.ts'

test('a tunnel that the other end has just cut is not drained, and whoever wanted to is not disturbed', () => {
  const cut = {
    destroyed: true,
    ping: () => expect.fail('The session has been destroyed'),
  }
  const session = cut as Partial<Http2Session> as Http2Session // as much of it as is looked at
  expect(() => drainSession(session, () => 0, manualClock(0))).not.toThrow()
})
