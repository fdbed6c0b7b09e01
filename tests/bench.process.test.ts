import { expect, test } from 'vitest'
import { runBench } from './bench/bench.ts'
import { CASES, RATIOS, RAW_ALGORITHMS } from './bench/cases.ts'
import { report } from './bench/report.ts'
import { HAS_USAGE } from './bench/usage.ts'

/** So little that its figures mean nothing: no time is asserted here. */
const TINY = { rounds: 1, requests: 20, maxSeconds: 5, warmUp: 4, connections: 2 }

test('the bench measures every row against the real processes', async () => {
  const result = await runBench(TINY)
  const { rows, comparisons, peakMegabytes } = result

  expect(rows.map(({ name }) => name)).toEqual([
    ...CASES.map(({ name }) => name),
    ...RAW_ALGORITHMS.map((algorithm) => `crypto sign ${algorithm}`),
    ...RAW_ALGORITHMS.map((algorithm) => `crypto verify ${algorithm}`),
  ])
  for (const { name, perSecond, p50, p99, cpuPer1000 } of rows) {
    for (const figure of [perSecond, p50, p99]) expect(figure, name).toSatisfy(isPositive)
    if (HAS_USAGE) expect(cpuPer1000, name).toSatisfy(Number.isFinite)
  }
  expect(comparisons.map(({ name }) => name)).toEqual(RATIOS.map(({ name }) => name))
  if (HAS_USAGE) expect(Object.values(peakMegabytes)).toSatisfy((all: number[]) => all.every(isPositive))

  const text = report(result)
  for (const name of [...rows, ...comparisons].map(({ name }) => name)) expect(text).toContain(name)
})

const isPositive = (figure: number) => Number.isFinite(figure) && figure > 0
