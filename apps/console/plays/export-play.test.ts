import { expect, test } from 'vitest'
import type { KeptPlay } from './kept-play.ts'
import { playAsMarkdown } from './export-play.ts'

const HOSTILE = '<script>alert(1)</script> [link](https://evil.test) `code` | cell\n```\n# title\u202e'

const step = {
  who: 'servicea',
  what: HOSTILE,
  sentence: HOSTILE,
  ms: 0,
  token: { header: {}, claims: { sub: HOSTILE } },
}
const check = { check: HOSTILE, rule: HOSTILE, outcome: 'failed' } as const
const PLAY: KeptPlay = {
  traceId: '',
  title: HOSTILE,
  scenario: 1,
  caller: 'servicea',
  query: HOSTILE,
  startedAt: 0,
  tookMs: 0,
  status: 200,
  steps: [
    { ...step, verb: 'asks', to: 'jwt-factory' },
    { ...step, verb: 'checks', checks: [check, check] },
  ],
  missing: [],
  requests: {},
  outcome: { outcome: 'refused', who: 'servicea', reason: HOSTILE },
  hasTokens: false,
  tokens: [],
}

test('what somebody else wrote is text in Markdown, in a table, in code and in the diagram', () => {
  const text = playAsMarkdown(PLAY)
  const [, diagram = ''] = /```mermaid\n(.*?)```/s.exec(text) ?? []
  const withoutCode = text.replaceAll(/```\w+\n.*?\n```/gs, '').replaceAll(/`[^`\n]*`/g, '')
  expect(withoutCode).not.toMatch(/(?<!\\)[<[`]|\n# title|\u202e/)
  expect(diagram).not.toMatch(/[<`\u202e]|script>/)
  expect(text.match(/^```/gm)).toHaveLength(2 + 2 * PLAY.steps.length) // none was ended by a claim
  expect(text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:check|---)/.test(line))).toHaveLength(2)
})
