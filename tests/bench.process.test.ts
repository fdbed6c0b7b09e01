import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runBench } from './bench/bench.ts'
import { CASES } from './bench/cases.ts'
import type { Plan } from './bench/load.ts'
import { CONSOLE_ROWS } from './bench/console-figures.ts'
import { choosePart, RAW_ROWS } from './bench/part.ts'
import { RATIOS } from './bench/ratios.ts'
import { KEY_FOLDERS } from './bench/processes.ts'
import { lackOfBrowser } from './support/chromium.ts'
import { certifiedTemplate } from './support/folders.ts'
import { report } from './bench/report.ts'
import { START_ROWS } from './bench/start-times.ts'
import { HAS_USAGE } from './bench/usage.ts'

/** So little that its figures mean nothing: no time is asserted here. */
const TINY: Plan = {
  rounds: 1,
  requests: 20,
  cpuSeconds: 5,
  maxSeconds: 5,
  connections: 2,
  warmUp: { requests: 4, cpuSeconds: 5, maxSeconds: 5 },
  leadIn: 2,
  starts: 1,
  idleSeconds: { settle: 0, watch: 0.1 },
}

async function putCertificates(folder: string): Promise<void> {
  const template = await certifiedTemplate()
  for (const name of KEY_FOLDERS) await cp(template, join(folder, name), { recursive: true })
}

/** The whole sandbox once, and Node; all parts of a start: tests/soak/bench.soak.ts. */
const SOME_STARTS = ['the same without npm', 'Node alone']

// Thirteen processes and a sandbox: on a machine that is very busy that takes minutes.
test('the bench measures every row and the start, against the real processes', { timeout: 600_000 }, async () => {
  const progress: string[] = []
  const part = { ...choosePart(undefined), startRows: SOME_STARTS, consoleRows: [] }
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

const isPositive = (figure: number) => Number.isFinite(figure) && figure > 0

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

test('a part has its limits with it, and nothing else', () => {
  const { rows, ratios, startRows } = choosePart('scenario 3 /')
  expect([...rows]).toEqual(['scenario 3', 'bare chain 3', 'crypto sign ES256', 'crypto verify ES256'])
  expect(ratios.map(({ of }) => of)).toEqual([['scenario 3']])
  expect(startRows).toEqual([])
  expect(choosePart('start')).toMatchObject({ ratios: [], startRows: START_ROWS, consoleRows: [] })
  expect(choosePart('console')).toMatchObject({ ratios: [], startRows: [], consoleRows: CONSOLE_ROWS })
  expect(choosePart('30 who follow').consoleRows).toHaveLength(1)
})
