import { expect, test } from 'vitest'
import { randomTokenIds } from './token-id.ts'

test.each([22, 32, 100, 512])('ids of %i characters are all of that length, and none comes twice', (length) => {
  const newTokenId = randomTokenIds(length)
  const ids = Array.from({ length: 500 }, newTokenId)
  for (const id of ids) expect(id).toMatch(new RegExp(`^[A-Za-z0-9+/]{${length}}$`))
  expect(new Set(ids).size).toBe(ids.length)
})

test('two who draw ids share none', () => {
  const [one, other] = [randomTokenIds(22), randomTokenIds(22)]
  const ids = Array.from({ length: 300 }, () => [one(), other()]).flat()
  expect(new Set(ids).size).toBe(ids.length)
})
