import { expect, test } from 'vitest'
import type { KeptPlay } from './kept-play.ts'
import { playAsMarkdown } from './export-play.ts'

/** Each of these a viewer makes a link of by itself (GFM §6.9), or a message to somebody. */
const LINKS =
  'https://evil.test HTTP://evil.test, www.evil.test (ftp://evil.test) a@evil.test @somebody xmpp:evil mailto:evil'
const HOSTILE = [
  LINKS,
  '<script>alert(1)</script> [link](https://evil.test) `code` a|b@evil.test | cell\n```\n# title\u202e',
].join(' ')

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
  const withoutCode = text.replaceAll(/```\w+\n.*?\n```/gs, '').replaceAll(/(?<!\\)`[^`\n]*`/g, '')
  expect(withoutCode).not.toMatch(/(?<!\\)[<[`]|\n# title|\u202e/)
  expect(withoutCode).not.toMatch(/:\/\/|www\.|@|mailto:|xmpp:/i)
  expect(diagram).not.toMatch(/[<`\u202e]|script>/)
  expect(text.match(/^```/gm)).toHaveLength(2 + 2 * PLAY.steps.length) // none was ended by a claim
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(/(?<!\\)\|/).length)
  expect(cells).toEqual(cells.map(() => 5))
  expect(text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:check|---)/.test(line))).toHaveLength(2)
})
