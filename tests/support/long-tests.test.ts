import { expect, test } from 'vitest'
import { LONG_TESTS } from './long-tests.ts'
import { readProject } from './project-files.ts'

test('each test that is left to npm test because it takes long is there, and starts nothing', async () => {
  const there = await readProject((path) => LONG_TESTS.includes(path))
  expect([...there.keys()]).toEqual(LONG_TESTS)
  expect(LONG_TESTS.filter((file) => /\.(?:process|sandbox|long)\.test\.ts$/.test(file))).toEqual([])
})
