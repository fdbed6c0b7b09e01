import { expect, test } from 'vitest'
import { readRedisAddress } from './redis-address.ts'

test('over TLS the certificate is checked, whatever the environment says', () => {
  expect(readRedisAddress('rediss://redis.test').options.tls).toEqual({ rejectUnauthorized: true })
  expect(readRedisAddress('redis://redis.test').options).not.toHaveProperty('tls')
})
