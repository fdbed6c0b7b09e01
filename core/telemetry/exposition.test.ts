import { expect, test } from 'vitest'
import { createCounter } from './counter.ts'
import { exposition, gauge } from './exposition.ts'
import { processNumbers } from './process-numbers.ts'

/** A line of the format (https://prometheus.io/docs/instrumenting/exposition_formats/), but for comments. */
const SAMPLE =
  /^[a-z_:][\w:]*(?:\{(?:[a-z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (?:NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)$/i

test('each family has its help and its type, and what is in a label ends no label', () => {
  const odd = { name: 'a_total', type: 'counter' as const, help: 'with \\ and\nmore', samples: [{ labels: { l: '"\\\n}' }, value: 1 }] } // prettier-ignore
  const text = exposition([
    odd,
    gauge('g', 'h', NaN),
    gauge('g2', 'h', -Infinity),
    { ...odd, name: 'none', samples: [] },
  ])
  expect(text).toBe(
    '# HELP a_total with \\\\ and\\nmore\n# TYPE a_total counter\na_total{l="\\"\\\\\\n}"} 1\n' +
      '# HELP g h\n# TYPE g gauge\ng NaN\n# HELP g2 h\n# TYPE g2 gauge\ng2 -Inf\n',
  )
})

test('a counter counts by labels, and more of them than there is room for are one', () => {
  const counter = createCounter('c_total', 'h', ['route', 'status'], 2)
  for (const route of ['/a', '/a', '/b', '/c', '/d', '/a']) counter.add(route, '200')
  expect(counter.family.samples.map(({ labels, value }) => [labels?.['route'], labels?.['status'], value])).toEqual([
    ['/a', '200', 3],
    ['/b', '200', 1],
    ['other', 'other', 2],
  ])
})

test('what a process takes is a text that can be read', () => {
  const lines = exposition(processNumbers(1000)).trimEnd().split('\n')
  expect(lines.filter((line) => !line.startsWith('# ') && !SAMPLE.test(line))).toEqual([])
  expect(lines).toContain('process_start_time_seconds 1')
})
