import { expect, test } from 'vitest'
import type { SeenRequests } from '../../apps/sandbox/sandbox-control.ts'
import { hasServedKeys, type ServedKeysBounds } from './served-keys.ts'

const ONE = {
  at: '',
  on: 'jwks',
  method: 'GET',
  path: '/jwks',
  traceId: '',
  process: 'jwt-factory',
  status: 200,
} as const
const keeping = (kept: number, count: number) => ({
  requests: (): SeenRequests => ({ count, requests: Array.from({ length: kept }, () => ONE) }),
})

test.each<[kept: number, count: number, ServedKeysBounds, expected: boolean | 'doubt']>([
  [3, 3, { atMost: 3 }, true],
  [4, 4, { atMost: 3 }, false],
  [2000, 6000, { atMost: 1999 }, false],
  [2000, 6000, { atMost: 2500 }, 'doubt'],
  [2000, 6000, { atMost: 6000 }, true],
  [2000, 6000, { atLeast: 2001 }, 'doubt'],
  [2000, 6000, { atLeast: 2000 }, true],
  [2000, 6000, { atLeast: 6001 }, false],
])('of %i kept requests out of %i, %j is %s: in doubt it fails, with not, too', (kept, count, bounds, expected) => {
  const [said, saidNot] = [false, true].map((isNot) => hasServedKeys(keeping(kept, count), bounds, isNot))
  expect([said?.pass, saidNot?.pass]).toEqual(expected === 'doubt' ? [false, true] : [expected, expected])
  if (count > kept) expect(said?.message).toContain(`${count} requests came, and the last ${kept} are kept`)
})
