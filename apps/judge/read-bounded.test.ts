import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { MOST_INPUT, readBounded } from './read-bounded.ts'

test('all of it is read, letters in two parts too', async () => {
  const bytes = Buffer.from('aé')
  expect(await readBounded(Readable.from([bytes.subarray(0, 2), bytes.subarray(2)]))).toBe('aé')
  expect(await readBounded(Readable.from([]))).toBe('')
})

test('what never ends is refused at the bound', async () => {
  let parts = 0
  const endless = (function* () {
    for (;;) yield (parts++, 'a'.repeat(1000))
  })()
  await expect(readBounded(Readable.from(endless))).rejects.toThrow(/no token is so long/)
  expect(parts).toBeLessThan(MOST_INPUT / 1000 + 100)
})
