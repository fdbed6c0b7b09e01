import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { withOldSignature } from './keep-signature.ts'

test.each(['{"sub":"admin"}', '{\n  "sub": "Zoë 🗝"\n}', '{"a":"???>>>"}'])(
  'header and signature stay, and the claims are as they are written: %s',
  (payload) => {
    const [header, claims = '', signature] = withOldSignature({ text: ' aaa.bbb.cc-_ ', payload })?.split('.') ?? []
    expect([header, signature]).toEqual(['aaa', 'cc-_'])
    expect(claims).toMatch(/^[\w-]+$/)
    expect(Buffer.from(claims, 'base64url').toString()).toBe(payload)
  },
)

test.each(['', 'a', 'a.b', 'a.b.', 'a.b.c.d'])('"%s" has no signature to keep', (text) => {
  expect(withOldSignature({ text, payload: '{}' })).toBeUndefined()
})
