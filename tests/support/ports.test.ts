import { expect, test } from 'vitest'
import { freePorts } from './ports.ts'

// The same file a second time: as a worker of another run that begins to look at the same place.
const OTHER_RUN = './ports.ts?other'

test('two runs at the same time are given no port of each other', async () => {
  const other: typeof import('./ports.ts') = await import(OTHER_RUN)
  const [ours, theirs] = await Promise.all([freePorts(50), other.freePorts(50)])
  const all = [...ours, ...theirs].toSorted((one, another) => one - another)
  expect(new Set(all)).toHaveLength(100)
  expect(Math.min(...[ours, theirs].map((ports) => Math.max(...ports) - Math.min(...ports)))).toBeLessThan(400)
})
