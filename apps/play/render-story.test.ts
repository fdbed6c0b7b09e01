import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { loadScenarios } from '#scenarios'
import { renderStory } from './render-story.ts'

const [first = expect.fail('there is no scenario')] = await loadScenarios()
const token = { header: { alg: 'ES256' }, claims: { sub: 'servicea' } }
const steps: Step[] = [
  { who: 'servicea', verb: 'sends', what: 'the token', to: 'serviceb', sentence: 'Service A sends.', ms: 1.25 },
  {
    who: 'serviceb',
    verb: 'checks',
    what: 'the token',
    sentence: 'Service B checks the token.',
    ms: 12,
    token,
    checks: [
      { check: 'form', rule: 'RFC 7515 §7.1', outcome: 'passed' },
      { check: 'expiry', rule: 'RFC 7519 §4.1.4', outcome: 'failed', reason: 'expired' },
      { check: 'binding', rule: 'RFC 7800 §3.1', outcome: 'skipped' },
    ],
  },
  { who: 'serviceb', verb: 'refuses', what: 'the token', sentence: 'Service B refuses.', ms: 13, token },
]
const shown = { scenario: first, isBrief: false }
const played = { status: 200, answer: { valid: false, reason: 'expired' }, steps }
const render = (columns: number, colours = false) => renderStory(shown, played, { columns, colours })

test('tells title, numbered steps with their time, and the answer', () => {
  const text = render(160)
  expect(text).toContain(`Scenario 1: ${first.title}`)
  expect(text).toContain('  1    1.3 ms  Service A sends.')
  expect(text).toContain('  2   12.0 ms  Service B checks the token.')
  expect(text).toMatch(/Answer \(200\):\n\{\n {2}"valid": false,\n {2}"reason": "expired"\n\}\n$/)
})

test('shows every check with its outcome and its rule', () => {
  expect(render(80)).toMatch(/✓ form +RFC 7515 §7\.1\n +✗ expiry +RFC 7519 §4\.1\.4\n +· binding +RFC 7800 §3\.1\n/)
})

test('rules stand below each other, however long the names of the checks are', () => {
  const checks = ['form', 'signature-form'].map((check) => ({ check, rule: 'as Kong', outcome: 'passed' as const }))
  const step: Step = {
    who: 'serviceb',
    verb: 'checks',
    what: 'the token',
    sentence: 'Service B checks.',
    ms: 1,
    checks,
  }
  const text = renderStory(shown, { ...played, steps: [step] }, { columns: 80, colours: false })
  const columns = text.split('\n').flatMap((line) => (line.includes('as Kong') ? [line.indexOf('as Kong')] : []))
  expect([columns.length, new Set(columns).size]).toEqual([2, 1])
})

test('shows a token once, where it is first seen, without a signature', () => {
  const text = render(160)
  expect(text.match(/┌ header/g)).toHaveLength(1)
  expect(text).toContain('│   "alg": "ES256"')
  expect(text).toContain('└ signature: in no trace')
})

const lineOf = (text: string) => text.split('\n').find((line) => line.includes('┌ header'))

test('on a wide terminal the token stands beside the steps, on a narrow one below', () => {
  expect(lineOf(render(160))).toContain('Service B checks the token.')
  expect(lineOf(render(80))?.trim()).toBe('┌ header')
})

const tell = (columns: number) =>
  renderStory(shown, { ...played, steps: [long, ...steps] }, { columns, colours: false })

const long: Step = { ...steps[0]!, sentence: `Service A sends ${'one and another '.repeat(20)}token.` }

test.each([60, 80, 116, 130, 200])(
  'no line is longer than a terminal of %i columns, and no word is lost',
  (columns) => {
    for (const line of tell(columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    const words = tell(columns).split(/\s+/).sort()
    expect(words).toEqual(tell(Infinity).split(/\s+/).sort())
  },
)

test('where no person looks, no line is broken', () => {
  const text = renderStory(shown, { ...played, steps: [long] }, { columns: Infinity, colours: false })
  expect(text).toContain(long.sentence)
  expect(lineOf(render(Infinity))?.trim()).toBe('┌ header')
})

test('in brief, of the checks those that failed alone, and no decoded token', () => {
  const text = renderStory({ ...shown, isBrief: true }, played, { columns: 160, colours: false })
  expect(text).toContain('✗ expiry')
  expect(text).not.toMatch(/✓|·|┌/)
  expect(text).toContain('Service B refuses.')
  expect(text).toContain('Answer (200):')
})

test('the tokens of a play stand below it, each whole on a line of its own, with its step', () => {
  const signed: Step = { ...steps[0]!, who: 'jwt-factory', verb: 'signs', token: { header: {}, claims: { jti: 'id' } } }
  const held = {
    who: 'jwt-factory',
    what: 'a token',
    issuer: 'us',
    audience: 'serviceb',
    tokenId: 'id',
    token: 'e.'.repeat(100),
  }
  const tokens = { tokens: [{ ...held, tokenId: 'other' }, held], missing: ['servicec: nobody listens there'] }
  const text = renderStory(shown, { ...played, steps: [...steps, signed], tokens }, { columns: 60, colours: false })
  expect(text.split('\n').filter((line) => line === held.token)).toHaveLength(2)
  expect(text).toContain('  step 4, jwt-factory: a token (iss "us", aud "serviceb")')
  expect(text.indexOf('step 4')).toBeLessThan(text.indexOf('  jwt-factory: a token'))
  expect(text).toContain('not known: servicec: nobody listens there')
  expect(render(60)).not.toContain('Tokens that were signed')
})

test('colours change nothing but the colour', () => {
  const coloured = render(160, true)
  expect(coloured).not.toBe(render(160))
  expect(stripVTControlCharacters(coloured)).toBe(render(160))
})

test('a play without steps still shows its answer', () => {
  const text = renderStory(shown, { status: 502, answer: { detail: 'x' }, steps: [] }, { columns: 80, colours: false })
  expect(text).toContain('Answer (502):')
})

test('what others say moves no terminal, whatever they say', () => {
  const odd = 'x\u001b[31m\r\n\u202e\u009b'
  const checks = [{ check: odd, rule: odd, outcome: 'passed' as const }]
  const step = { who: odd, verb: 'checks' as const, what: odd, sentence: odd, ms: 1, checks }
  const held = { who: odd, what: odd, issuer: odd, audience: odd, tokenId: odd, token: odd }
  const told = {
    status: 200,
    answer: { odd },
    steps: [{ ...step, token: { header: { odd }, claims: { odd } } } as unknown as Step], // as odd as it can come
    tokens: { tokens: [held], missing: [odd] },
  }
  const text = renderStory(shown, told, { columns: 160, colours: false })
  expect(text.split('x\\u001b').length).toBeGreaterThan(8)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
