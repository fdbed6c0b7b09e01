import { expect, test } from 'vitest'
import type { ShownClock } from '#core/control/control-plane'
import { clocksAgree } from './clocks-agree.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

/** What a process answers that is asked at this moment of the machine's clock. */
function shown(asked: number, { ahead = 0, speed = 1, moved = true } = {}): ShownClock {
  const aheadMs = ahead + (speed - 1) * asked
  return { moved, now: new Date(NOW + asked + aheadMs).toISOString(), aheadMs, speed, skewMs: 0 }
}

test.each([
  ['clocks of the machine', [shown(0, { moved: false }), shown(70, { moved: false })], true],
  ['clocks that were moved alike', [shown(0, { ahead: 5000 }), shown(70, { ahead: 5000 })], true],
  ['one that is a hundredth of a second off', [shown(0, { ahead: 5000 }), shown(0, { ahead: 5010 })], false],
  ['frozen ones', [shown(0, { speed: 0 }), shown(70, { speed: 0 })], true],
  ['fast ones', [shown(0, { speed: 60 }), shown(70, { speed: 60 })], true],
  ['fast ones that are seconds apart', [shown(0, { speed: 60 }), shown(70, { speed: 60, ahead: 5000 })], false],
  ['one that is frozen, and one that goes', [shown(0, { speed: 0 }), shown(0)], false],
  ['one that was moved by nothing, and one that was not moved', [shown(0), shown(0, { moved: false })], false],
  ['none at all', [], true],
])('%s', (_what, clocks, expected) => {
  expect(clocksAgree(clocks)).toBe(expected)
})
