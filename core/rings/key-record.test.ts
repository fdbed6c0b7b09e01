import { expect, test } from 'vitest'
import { generateSigningKey } from '../keys/signing-key.ts'
import { decodeKeyRecord, encodeKeyRecord } from './key-record.ts'

test('a record says ring id of the ring, and one of an earlier version, which said keyId, is read as well', async () => {
  const key = await generateSigningKey('Ed25519', Date.parse('2026-11-22T12:00:00Z'))
  const text = await encodeKeyRecord({ ringId: 'servicea', key })
  const { ringId, ...rest } = JSON.parse(text)
  expect(ringId).toBe('servicea')
  expect(rest).not.toHaveProperty('keyId')
  for (const record of [text, JSON.stringify({ keyId: ringId, ...rest })]) {
    expect(await decodeKeyRecord(record)).toMatchObject({ ringId: 'servicea', key: { kid: key.kid } })
  }
})
