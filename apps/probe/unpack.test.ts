import { Buffer } from 'node:buffer'
import { constants, deflateRawSync, deflateSync, gzipSync, inflateRawSync, unzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns } from '../../tests/support/soak-size.ts'
import { unpacked } from './unpack.ts'

/** By opening whatever comes. */
const openedAll = (bytes: Buffer): string[] =>
  [unzipSync, inflateRawSync].flatMap((unpack) => {
    try {
      return [unpack(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 100_000 }).toString('latin1')]
    } catch {
      return []
    }
  })

const toText = (all: readonly Buffer[]) => all.map((each) => each.toString('latin1')).filter((each) => each !== '')

test('what is not opened by its first bytes would not have opened', () => {
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 60 })
  fc.assert(
    fc.property(bytes, (each) => {
      expect(toText(unpacked(Buffer.from(each)))).toEqual(openedAll(Buffer.from(each)).filter((text) => text !== ''))
    }),
    { numRuns: fuzzRuns(2000) },
  )
})

test.each([0, 1, 6, 9])('whatever is packed is unpacked, cut or whole: level %i', (level) => {
  const text = Array.from({ length: 400 }, (_, at) => `word${(at * 7919) % 97}`).join(' ')
  for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY])
    for (const pack of [gzipSync, deflateSync, deflateRawSync]) {
      const packed = pack(text, { level, strategy })
      expect(toText(unpacked(packed))).toContain(text)
      const [begun = ''] = toText(unpacked(packed.subarray(0, packed.length / 2)))
      expect(begun.length).toBeGreaterThan(50)
      expect(text.startsWith(begun)).toBe(true)
    }
})
