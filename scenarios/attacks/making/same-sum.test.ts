import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { withSameCrc32, withSameFnv, withSameHash, type SameSum } from './same-sum.ts'

const sumBy = (factor: number) => (text: string) =>
  text.split('').reduce((sum, letter) => (Math.imul(sum, factor) + letter.charCodeAt(0)) | 0, 5381)

/** As its authors write it, with big numbers. */
const fnvOf = (text: string) =>
  [...Buffer.from(text)].reduce((sum, byte) => ((sum ^ BigInt(byte)) * 16_777_619n) % 2n ** 32n, 2_166_136_261n)

test.each<[string, SameSum, (text: string) => unknown]>([
  ['hashCode', withSameHash(31), sumBy(31)],
  ['djb2', withSameHash(33), sumBy(33)],
  ['CRC-32', withSameCrc32, (text) => crc32(text)],
  ['FNV-1a', withSameFnv, fnvOf],
])('another signature has the same %s, and the rest of the token stays', (_name, change, sumOf) => {
  for (const bytes of [64, 64, 256]) {
    const token = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzZXJ2aWNlYSJ9.${randomBytes(bytes).toString('base64url')}`
    const other = change(token)
    expect(other).not.toBe(token)
    expect(other).toMatch(/^[\w.-]+$/)
    expect(other.length).toBe(token.length)
    expect(other.slice(0, other.lastIndexOf('.'))).toBe(token.slice(0, token.lastIndexOf('.')))
    expect(other.at(-1)).toBe(token.at(-1)) // some bits of the last letter have to be zero
    expect(sumOf(other)).toBe(sumOf(token))
  }
})
