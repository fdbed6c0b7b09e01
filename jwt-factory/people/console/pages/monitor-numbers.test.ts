import { expect, test } from 'vitest'
import { gauge, type MetricFamily } from '#core/telemetry/exposition'
import { readMonitorNumbers } from './monitor-numbers.ts'

const counter = (name: string, ...samples: MetricFamily['samples']): MetricFamily => ({ name, type: 'counter', help: '', samples }) // prettier-ignore
const asked = (route: string, status: string, value: number) => ({ labels: { method: 'GET', route, status }, value })

test('verdicts stand with the most frequent first, and what is refused is told from what is not', () => {
  const { logins } = readMonitorNumbers(
    [
      counter(
        'people_logins_total',
        { labels: { result: 'issued' }, value: 3 },
        { labels: { result: 'session' }, value: 1 },
        { labels: { result: 'wrong-credentials' }, value: 7 },
      ),
    ],
    0,
  )
  expect(logins).toEqual([
    { word: 'wrong-credentials', count: 7, isRefused: true },
    { word: 'issued', count: 3, isRefused: false },
    { word: 'session', count: 1, isRefused: false },
  ])
})

test('requests are summed up by what was answered, and by route', () => {
  const { answers, routes } = readMonitorNumbers(
    [counter('people_http_requests_total', asked('/a', '200', 2), asked('/a', '401', 3), asked('/b', '204', 4), asked('/b', 'caller-gone', 1))], // prettier-ignore
    0,
  )
  expect(answers.map(({ word, count, isRefused }) => [word, count, isRefused])).toEqual([
    ['2xx', 6, false],
    ['4xx', 3, true],
    ['caller-gone', 1, true],
  ])
  expect(routes.map(({ word, count }) => [word, count])).toEqual([
    ['GET /a', 5],
    ['GET /b', 5],
  ])
})

test('what cannot be had is left open, and a clock that was set back makes no uptime below nothing', () => {
  expect(readMonitorNumbers([], 0)).toMatchObject({ logins: [], directory: [], waiting: undefined, uptime: undefined })
  expect(readMonitorNumbers([gauge('process_start_time_seconds', '', 10)], 12_500).uptime).toBe(2500)
  expect(readMonitorNumbers([gauge('process_start_time_seconds', '', 10)], 0).uptime).toBe(0)
})
