import { expect, test } from 'vitest'
import { readRedisAddress } from './redis-address.ts'

test('over TLS the certificate is checked, whatever the environment says', () => {
  expect(readRedisAddress('rediss://redis.test').options.tls).toEqual({
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  })
  expect(readRedisAddress('redis://redis.test').options).not.toHaveProperty('tls')
})
