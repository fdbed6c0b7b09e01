import { expect, test } from 'vitest'
import { FULL, runBench } from '../bench/bench.ts'
import { CASES } from '../bench/cases.ts'
import { CONSOLE_ROWS } from '../bench/console-figures.ts'
import { choosePart, RAW_ROWS } from '../bench/part.ts'
import { ISSUER_ROWS } from '../bench/issuers/measure-issuers.ts'
import { RATIOS } from '../bench/ratios.ts'
import { report } from '../bench/report.ts'
import { START_ROWS } from '../bench/start-times.ts'
import { HAS_USAGE } from '../bench/usage.ts'
import { WHOLE_ROWS } from '../bench/whole.ts'
import { lackOfBrowser } from '../support/chromium.ts'
import { isPositive, putCertificates, TINY } from '../support/tiny-bench.ts'

test('the bench measures each part of a start', async () => {
  const { start } = await runBench({ ...FULL, starts: 1 }, choosePart('start'))
  expect(start.map(({ name }) => name)).toEqual(START_ROWS)
  for (const { name, seconds } of start) expect(seconds.median, name).toBeGreaterThan(0)
})

test('the bench watches all processes together, and they need less than they may', async () => {
  const { whole } = await runBench({ ...FULL, starts: 1 }, choosePart('whole'))
  expect(whole.map(({ name }) => name)).toEqual(WHOLE_ROWS)
  // A busy machine makes a start slow; it makes neither work nor memory.
  for (const { name, unit, median, aim } of whole)
    if (HAS_USAGE && unit !== 's') expect(median, name).toBeLessThan(aim ?? 0)
})

const KEY_ROWS = ['the last, and making all keys', 'the last, and reading all keys']

test('the bench measures a part, against the real processes', { timeout: 600_000 }, async () => {
  const progress: string[] = []
  const part = {
    ...choosePart('scenario 3 /'),
    startRows: ['Node alone', ...KEY_ROWS],
    wholeRows: [],
    consoleRows: [],
    issuerRows: [],
  }
  const result = await runBench(TINY, part, (line) => progress.push(line), putCertificates)
  const { rows, comparisons, start } = result
  expect(rows.map(({ name }) => name)).toEqual([...part.rows])
  for (const { name, perSecond, p50, p99, cpuPer1000 } of rows) {
    for (const figure of [perSecond.median, p50, p99]) expect(figure, name).toSatisfy(isPositive)
    if (HAS_USAGE) expect(cpuPer1000.median, name).toSatisfy(isPositive)
  }
  if (HAS_USAGE) expect(comparisons.map(({ median }) => median)).toSatisfy((all: number[]) => all.every(isPositive))
  expect(start.map(({ name }) => name)).toEqual(['Node alone', ...KEY_ROWS])
  const [alone = 0, made = 0, read = 0] = start.map(({ cpu }) => cpu.median)
  if (HAS_USAGE) expect([made > alone, read > alone]).toEqual([true, true]) // it has done something besides
  const text = report(result)
  for (const name of [...rows, ...comparisons, ...start].map(({ name }) => name)) expect(text).toContain(name)
  expect(progress).toContain('Round 1 of 1 …')
})

/** The whole sandbox once, and Node; all parts of a start are above. */
const SOME_STARTS = ['the same without npm', 'Node alone']

// Thirteen processes and a sandbox: on a machine that is very busy that takes minutes.
test('the bench measures every row and the start, against the real processes', { timeout: 600_000 }, async () => {
  const progress: string[] = []
  const part = { ...choosePart(undefined), startRows: SOME_STARTS, wholeRows: [], consoleRows: [], issuerRows: [] }
  const result = await runBench(TINY, part, (line) => progress.push(line), putCertificates)
  const { rows, comparisons, start, peakMegabytes } = result

  expect(rows.map(({ name }) => name)).toEqual([...CASES.map(({ name }) => name), ...RAW_ROWS])
  for (const { name, perSecond, p50, p99, cpuPer1000 } of rows) {
    for (const figure of [perSecond.median, p50, p99]) expect(figure, name).toSatisfy(isPositive)
    if (HAS_USAGE) expect(cpuPer1000.median, name).toSatisfy(isPositive)
  }
  expect(comparisons.map(({ name }) => name)).toEqual(RATIOS.map(({ name }) => name))
  if (HAS_USAGE) expect(comparisons.map(({ median }) => median)).toSatisfy((all: number[]) => all.every(isPositive))
  if (HAS_USAGE) expect(Object.values(peakMegabytes)).toSatisfy((all: number[]) => all.every(isPositive))
  expect(start.map(({ name }) => name)).toEqual(SOME_STARTS)
  for (const { name, seconds, cpu } of start) {
    expect(seconds.median, name).toSatisfy(isPositive)
    if (HAS_USAGE) expect(cpu.median, name).toSatisfy(isPositive)
  }

  const text = report(result)
  for (const name of [...rows, ...comparisons, ...start].map(({ name }) => name)) expect(text).toContain(name)
  expect(progress).toContain('Round 1 of 1 …')
})

test('the bench measures the console, against real processes', { timeout: 600_000 }, async () => {
  const result = await runBench(TINY, choosePart('console'), () => {}, putCertificates)
  expect(result.console.map(({ name }) => name)).toEqual(CONSOLE_ROWS)
  for (const { name, median } of result.console) {
    const isMeasured = lackOfBrowser === false || !/browser|idle/.test(name)
    if (HAS_USAGE && isMeasured)
      expect(median, name).toSatisfy((figure: number) => Number.isFinite(figure) && figure >= 0)
    expect(report(result)).toContain(name)
  }
})

test('issuers for tests are measured where they are there, and otherwise it is said', async () => {
  const result = await runBench(TINY, choosePart('issuers'))
  const isLacking = (row: string) => result.lackingIssuers.some((why) => row.startsWith(why.split(' is not')[0] ?? ''))
  expect(result.issuers.map(({ name }) => name)).toEqual(ISSUER_ROWS.filter((row) => !isLacking(row)))
  for (const { name, importCpu, firstToken, tokenCpu, perSecond, callCpu, callsPerSecond } of result.issuers) {
    const byHttp = name.startsWith('whole') ? [] : [tokenCpu, perSecond]
    for (const { median } of [importCpu, firstToken, callCpu, callsPerSecond, ...byHttp])
      if (HAS_USAGE) expect(median, name).toSatisfy(isPositive)
  }
  const text = report(result)
  for (const said of [...result.issuers.map(({ name }) => name), ...result.lackingIssuers]) expect(text).toContain(said)
})
