import { describe, expect, test } from 'vitest'
import { clientNetwork } from './client-network.ts'
import { createShare } from './share.ts'

/** Takes as many as there are for a client. */
function takeAll(share: ReturnType<typeof createShare>, client: string): number {
  let count = 0
  while (share.take(client)) count++
  return count
}

describe('places that clients share', () => {
  test('nobody gets all of them: each leaves some to the next', () => {
    const share = createShare(64)
    expect(['a', 'b', 'c', 'd', 'e'].map((client) => takeAll(share, client))).toEqual([48, 12, 3, 1, 0])
    expect(share.taken).toBe(64)
  })

  test('a few are for whoever comes first, and one is for anybody', () => {
    expect([0, 1, 2, 3, 4].map((most) => takeAll(createShare(most), 'a'))).toEqual([0, 1, 2, 3, 3])
  })

  test('what is left is there for others, and nothing is remembered of who has none', () => {
    const share = createShare(8)
    takeAll(share, 'a')
    for (let at = 0; at < 6; at++) share.leave('a')
    expect([share.taken, takeAll(share, 'b')]).toEqual([0, 6])
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1:2:3::', '2001:db8:1:2'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  [undefined, 'local'],
])('%s is of %s', (remoteAddress, network) => {
  expect(clientNetwork({ remoteAddress })).toBe(network)
})
