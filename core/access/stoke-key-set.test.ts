import { Buffer } from 'node:buffer'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { expect, test } from 'vitest'
import { KeyRefused } from '../keys/key-errors.ts'
import { checkText } from '../token/quick-signatures.ts'
import { MOST_STOKE_KEYS, readStokeKeySet } from './stoke-key-set.ts'

const padded = (text = '') => text + '='.repeat((4 - (text.length % 4)) % 4)
const jwkOf = ({ publicKey }: { publicKey: KeyObject }): JWK => publicKey.export({ format: 'jwk' }) as JWK // of a key type that has one

/** A key whose x begins with a zero: one in 256 does. */
function withLeadingZero() {
  for (;;) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    if (Buffer.from(jwkOf(pair).x ?? '', 'base64url')[0] === 0) return pair
  }
}

const short = withLeadingZero()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const bare = (text = '') => Buffer.from(text, 'base64url')

/** As Stoke spells them (ST-14). */
const DIRTY: [name: string, JWK, { privateKey: KeyObject }, string | null][] = [
  ['padding', { ...jwkOf(short), x: padded(jwkOf(short).x), y: padded(jwkOf(short).y) }, short, 'sha256'],
  ['no zeros in front', { ...jwkOf(short), x: padded(bare(jwkOf(short).x).subarray(1).toString('base64url')) }, short, 'sha256'], // prettier-ignore
  ['an exponent of four bytes', { ...jwkOf(rsa), n: padded(jwkOf(rsa).n), e: 'AAEAAQ==' }, rsa, 'sha256'],
  ['ed25519 in lower case', { ...jwkOf(ed), crv: 'ed25519', x: padded(jwkOf(ed).x) }, ed, null],
  ['ed25519 as a curve of EC', { ...jwkOf(ed), kty: 'EC', crv: 'ed25519' }, ed, null],
  ['canonical RSA', jwkOf(rsa), rsa, 'sha256'],
  ['canonical Ed25519', { ...jwkOf(ed), use: 'sig', kid: '' }, ed, null],
]

test.each(DIRTY)('a key with %s is read, and checks what it signed', async (_name, jwk, { privateKey }, digest) => {
  const { keys } = await readStokeKeySet({ keys: [jwk] })
  const [key] = keys
  if (!key) return expect.unreachable('there is a key')
  const signature = sign(digest, Buffer.from('text'), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  expect(await checkText('text', signature, key)).toBe(true)
  expect(await checkText('another', signature, key)).toBe(false)
})

test.each([
  ['2026-11-27T02:15:00Z', '2026-11-27T02:15:00.000Z'],
  ['2026-11-27T03:00:00.100000000Z', '2026-11-27T03:00:00.100Z'],
  ['2026-11-27T04:15:00.123456789+02:00', '2026-11-27T02:15:00.123Z'],
])('exp is a text: %s', async (exp, time) => {
  expect((await readStokeKeySet({ exp, keys: [] })).lookAgainAt).toBe(Date.parse(time))
})

test.each<[string, unknown, string]>([
  ['a list', [], 'it is no object'],
  ['keys that are none', { keys: 'p-0' }, 'its keys are no list'],
  ['a number for exp', { exp: 1_900_000_000 }, 'RFC 3339'],
  ['another text for exp', { exp: 'tomorrow' }, 'RFC 3339'],
  ['a date that is none', { exp: '2026-13-45T02:15:00Z' }, 'RFC 3339'],
  ['too many keys', { keys: Array.from({ length: MOST_STOKE_KEYS + 1 }, () => jwkOf(ed)) }, 'more than 16 keys'],
  ['a key that is a text', { keys: ['p-0'] }, 'a key is no object'],
  ['a secret', { keys: [{ kty: 'oct', k: 'AAAA' }] }, 'symmetric'],
  ['a private key', { keys: [ed.privateKey.export({ format: 'jwk' })] }, 'not public'],
  ['another curve', { keys: [{ ...jwkOf(short), crv: 'P-192' }] }, 'curve'],
  ['a coordinate that is too long', { keys: [{ ...jwkOf(short), x: 'A'.repeat(88) }] }, 'wrong length'],
  ['letters of base64', { keys: [{ ...jwkOf(ed), x: '+/'.repeat(21) }] }, 'no base64url'],
])('a set that nobody can use is refused: %s', async (_name, set, fault) => {
  await expect(readStokeKeySet(set)).rejects.toThrow(fault)
})

test('two keys that cannot be read spoil the set and no more: the fault of each is seen', async () => {
  const unhandled: unknown[] = []
  const note = (fault: unknown) => void unhandled.push(fault)
  process.on('unhandledRejection', note)
  await expect(readStokeKeySet({ keys: [{ kty: 'of nobody' }, 'no object'] })).rejects.toThrow(KeyRefused)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
