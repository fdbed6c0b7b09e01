import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createTraces, silent, TRACE_LIMITS } from './recorder.ts'

const open = () => {
  const clock = manualClock('2026-02-03T10:00:00Z')
  return { clock, traces: createTraces('serviceb', clock) }
}

test('a step gets who, a sentence and the time since its process took up the request', () => {
  const { clock, traces } = open()
  const recorder = traces.record('t', 'parent')
  clock.advance({ milliseconds: 12.3456 })
  const id = recorder.step({ verb: 'believes', what: 'the token', ringId: 'servicea' })
  expect(traces.get('t')).toEqual([
    {
      parentId: 'parent',
      steps: [
        {
          id,
          who: 'serviceb',
          verb: 'believes',
          what: 'the token',
          ringId: 'servicea',
          sentence: 'Service B believes the token.',
          ms: 12.3,
        },
      ],
    },
  ])
  expect(recorder.elapsed()).toBeCloseTo(12.3456)
})

test('times are told to a tenth of a millisecond', () => {
  const { clock, traces } = open()
  const recorder = traces.record('t', undefined)
  for (const tookMs of [5.000000001, 0.04999, 1 / 3]) {
    clock.advance({ milliseconds: tookMs })
    recorder.step({ verb: 'signs', what: 'a token', tookMs })
  }
  const times = recorder.recording?.steps.map(({ ms, tookMs }) => [ms, tookMs])
  expect(times).toEqual([
    [5, 5],
    [5, 0],
    [5.4, 0.3],
  ])
})

test('two requests of one trace are two recordings', () => {
  const { traces } = open()
  traces.record('t', 'one').step({ verb: 'checks', what: 'a' })
  traces.record('t', 'two').step({ verb: 'checks', what: 'b' })
  expect(traces.get('t').map(({ parentId, steps }) => [parentId, steps.length])).toEqual([
    ['one', 1],
    ['two', 1],
  ])
})

test('of an unknown trace there is nothing', () => {
  expect(open().traces.get('unknown')).toEqual([])
})

test('the last hundred traces are kept', () => {
  const { traces } = open()
  for (let index = 0; index <= 100; index++) traces.record(`t${index}`, undefined)
  expect(traces.get('t0')).toEqual([])
  expect(traces.get('t1')).toHaveLength(1)
  expect(traces.get('t100')).toHaveLength(1)
})

test('a trace keeps its first fifty recordings', () => {
  const { traces } = open()
  const recorders = Array.from({ length: 51 }, () => traces.record('t', undefined))
  expect(traces.get('t')).toHaveLength(50)
  expect(recorders[49]?.isOn).toBe(true)
  expect(recorders[50]).toBe(silent)
})

/** A token of so many characters, as one that is made of a thousand objects. */
const bigToken = (characters: number) => ({
  header: {},
  claims: { x: Array.from({ length: characters / 3 }, () => ({})) },
})

test('a trace is bounded in bytes: later steps are not kept, and still have ids', () => {
  const { traces } = open()
  const recorder = traces.record('t', undefined)
  const ids = Array.from({ length: 100 }, () => recorder.step({ verb: 'checks', what: 'it', token: bigToken(10_000) }))
  const { steps } = traces.get('t')[0] ?? { steps: [] }
  expect(steps.length).toBeGreaterThan(5)
  expect(traces.json('t').length).toBeLessThanOrEqual(TRACE_LIMITS.trace + 1000)
  expect(new Set(ids).size).toBe(100)
})

test('a step is bounded in bytes: a token that is too long is left out, and then whatever is', () => {
  const { traces } = open()
  const recorder = traces.record('t', undefined)
  recorder.step({ verb: 'checks', what: 'it', token: bigToken(20_000) })
  recorder.step({ verb: 'checks', what: 'x'.repeat(20_000) })
  const [step, tiny] = traces.get('t')[0]?.steps ?? []
  expect(step).toMatchObject({ what: 'it', token: { claims: expect.stringMatching(/^left out/) } })
  expect(tiny).toMatchObject({ who: 'serviceb', verb: 'checks', what: expect.stringMatching(/^left out/) })
})

test('a letter counts with as many bytes as it takes', () => {
  const limits = { ...TRACE_LIMITS, all: 1_000_000 }
  const traces = createTraces('serviceb', manualClock(0), limits)
  for (const text of ['字'.repeat(5000), `${'x'.repeat(7000)}字`]) {
    const recorder = traces.record(text, undefined)
    for (let at = 0; at < 100; at++) recorder.step({ verb: 'checks', what: text })
    expect(Buffer.byteLength(traces.json(text))).toBeLessThanOrEqual(limits.trace + 1000)
    expect(2 * traces.json(text).length).toBeLessThanOrEqual(limits.trace + 1000)
    expect(traces.get(text)[0]?.steps.length).toBeGreaterThan(3)
  }
})

test('all traces together are bounded in bytes: the oldest go, and nobody fills the memory by working on one of them', () => {
  const limits = { ...TRACE_LIMITS, all: 300_000 }
  const traces = createTraces('serviceb', manualClock(0), limits)
  const first = traces.record('first', undefined)
  for (let index = 0; index < 100; index++) {
    const recorder = traces.record(`t${index}`, undefined)
    for (let at = 0; at < 5; at++) recorder.step({ verb: 'checks', what: 'it', token: bigToken(10_000) })
    expect(traces.size).toBeLessThanOrEqual(limits.all)
  }
  expect(traces.get('first')).toEqual([])
  const before = traces.size
  first.step({ verb: 'checks', what: 'it', token: bigToken(10_000) })
  expect(traces.size).toBe(before)
  expect(traces.get('t99')[0]?.steps).toHaveLength(5)
})

test('when nobody asked, nothing is recorded', () => {
  expect(silent.isOn).toBe(false)
  expect(silent.step({ verb: 'checks', what: 'the token' })).toMatch(/^[\da-f]{16}$/)
  expect(silent.recording).toBeUndefined()
  expect(silent.elapsed()).toBe(0)
})

test('a sentence moves no terminal, whatever somebody is called', () => {
  const recorder = createTraces('serviceb', manualClock('2026-01-01T00:00:00Z')).record('a'.repeat(32), undefined)
  recorder.step({ verb: 'is-told', what: 'a\u001b[31m\u202e' })
  expect(recorder.recording?.steps[0]?.sentence).toContain(String.raw`a\u001b[31m\u202e`)
})

test('a trace that is full says so: at the recording that is cut, and at the last one', () => {
  const traces = createTraces('serviceb', manualClock('2026-02-03T10:00:00Z'), {
    ...TRACE_LIMITS,
    trace: 1000,
    recordings: 2,
  })
  const first = traces.record('t', 'a')
  traces.record('t', 'b')
  expect(traces.get('t').map(({ isCut, isLast }) => [isCut, isLast])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
  expect(traces.record('t', 'c')).toBe(silent)
  first.step({ verb: 'checks', what: 'x'.repeat(900) })
  expect(traces.get('t').map(({ isCut, isLast }) => [isCut, isLast])).toEqual([
    [true, undefined],
    [undefined, true],
  ])
  expect(first.recording).toMatchObject({ isCut: true, steps: [] })
})
