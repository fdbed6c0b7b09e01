import { expect, test } from 'vitest'
import { renderReplies } from './render.ts'

const clock = { moved: false, now: '2026-01-01T00:00:00.000Z', aheadMs: 0, speed: 1, skewMs: 0 }
const moved = (isCut: boolean) =>
  renderReplies({ shows: 'clock' }, [{ name: 'serviceb', body: { set: [], clock, advanced: { tasks: 9, isCut } } }])

test('an advance that does not do each thing says that the clock is there, and what became of the rest', () => {
  expect(moved(true)).toMatch(/The clock has arrived, but [^]* a part of it was leapt over\./)
  expect(moved(false)).not.toContain('arrived')
})

const shown = (body: object) => renderReplies({ shows: 'mesh' }, [{ name: 'neighbours', body }])

test('live policies are told with what keeps their tokens from being believed', () => {
  expect(shown({ mesh: 'walk' })).toBe('  The sidecars of scenario 12 enforce the policies of the walk.\n')
  const live = { mesh: 'live', count: 2, since: '2026-01-01T00:00:00.000Z', troubles: ['http://k/: away'] }
  expect(shown({ ...live, troubles: [], unasked: ['default/ask: opa'] })).toContain(
    '  What it matches is refused with 403, for this mesh knows no authorizer: default/ask: opa\n',
  )
  expect(shown(live)).toBe(
    '  The sidecars of scenario 12 enforce 2 policies that were set at 2026-01-01T00:00:00.000Z; plays bring their own.\n' +
      '  Tokens are refused, for these keys could not be fetched: http://k/: away\n',
  )
})
