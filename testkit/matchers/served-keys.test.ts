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

test.each<[what: string, request: object, kept: [atLeast: boolean | 'doubt', atMost: boolean | 'doubt']]>([
  ['200', {}, [true, false]],
  ['HEAD', { method: 'HEAD' }, [false, true]],
  ['OPTIONS', { method: 'OPTIONS', status: 204 }, [false, true]],
  ['304', { status: 304 }, [false, true]],
  ['503', { status: 503, fault: 'f1' }, [false, true]],
  ['no answer', { status: 0, fault: 'f1' }, [false, true]],
  ['200 with a page, nothing, or something wrong in it', { fault: 'f1' }, ['doubt', 'doubt']],
])('one request with %s: at least one, and at most none', (_what, request, [atLeast, atMost]) => {
  const kit = { requests: (): SeenRequests => ({ count: 1, requests: [{ ...ONE, ...request }] }) }
  for (const [bounds, expected] of [
    [{ atLeast: 1 }, atLeast],
    [{ atMost: 0 }, atMost],
  ] as const) {
    // prettier-ignore
    const passes = [false, true].map((isNot) => hasServedKeys(kit, bounds, isNot).pass)
    expect(passes).toEqual(expected === 'doubt' ? [false, true] : [expected, expected])
  }
})
