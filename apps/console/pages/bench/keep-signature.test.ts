import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { withOldSignature } from './keep-signature.ts'

const segment = (text: string) => Buffer.from(text).toString('base64url')
const HEADER = '{"alg":"ES256", "typ":"JWT"}'
const PAYLOAD = '{"sub":"Zoë ?>"}'
const TEXT = ` ${segment(HEADER)}.${segment(PAYLOAD)}.cc-_ `
const PRETTY = { header: '{\n  "alg": "ES256",\n  "typ": "JWT"\n}', payload: '{\n  "sub": "Zoë ?>"\n}' }

test.each(['{"sub":"admin"}', '{\n  "sub": "Zoë 🗝"\n}', '{"a":"???>>>"}'])(
  'the signature stays, and what was written takes the place of its part: %s',
  (written) => {
    const [header, payload, signature] = withOldSignature({ text: TEXT, ...PRETTY, payload: written })?.split('.') ?? []
    expect([header, payload, signature]).toEqual([segment(HEADER), segment(written), 'cc-_'])
    expect(withOldSignature({ text: TEXT, ...PRETTY, header: written })?.split('.')).toEqual([segment(written), segment(PAYLOAD), 'cc-_']) // prettier-ignore
  },
)

test('where nothing was changed it is the token itself, however it is laid out', () => {
  expect(withOldSignature({ text: TEXT, ...PRETTY })).toBe(TEXT.trim())
})

test.each(['', 'a', 'a.b', 'a.b.', 'a.b.c.d'])('"%s" has no signature to keep', (text) => {
  expect(withOldSignature({ text, header: '{}', payload: '{}' })).toBeUndefined()
})
