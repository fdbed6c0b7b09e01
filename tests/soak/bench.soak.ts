import { expect, test } from 'vitest'
import { FULL, runBench } from '../bench/bench.ts'
import { choosePart } from '../bench/part.ts'
import { START_ROWS } from '../bench/start-times.ts'

test('the bench measures each part of a start', async () => {
  const { start } = await runBench({ ...FULL, starts: 1 }, choosePart('start'))
  expect(start.map(({ name }) => name)).toEqual(START_ROWS)
  for (const { name, seconds } of start) expect(seconds.median, name).toBeGreaterThan(0)
})
