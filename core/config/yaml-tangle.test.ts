import { expect, test } from 'vitest'
import { TOO_DEEP, whyTooTangled } from './yaml-tangle.ts'

const BOUNDS = { depth: 32, aliases: 100 }

test.each([
  ['lists that are never closed', '['.repeat(60_000)],
  ['maps that are never closed', '{a: '.repeat(5000)],
  ['closed that were never opened', ']'.repeat(60_000)],
  ['lists in lists in one line', '- '.repeat(30_000)],
  ['keys that are keys', '? '.repeat(30_000)],
])('%s are too deep', (_what, text) => {
  expect(whyTooTangled(text, BOUNDS)).toBe(TOO_DEEP)
})

test.each([
  ['aliases', `a: &a 1\nb: [${'*a,'.repeat(100)}]`],
  ['anchors', Array.from({ length: 101 }, (_each, at) => `k${at}: &k${at} 1`).join('\n')],
])('many %s are too much', (_what, text) => {
  expect(whyTooTangled(text, BOUNDS)).toMatch(/more than 100/)
})

test.each([
  ['brackets beside each other', '- {a: [1]}\n'.repeat(5000)],
  ['a key set in a rule', `jwks: '{"keys":[${'{"kty":"EC"},'.repeat(500)}{}]}'`],
  ['dashes that end a document, or begin a list', '---\n- a\n- b\n'.repeat(900)],
  ['stars in texts', 'hosts: ["*"]\npaths: ["/a/*", "*.html"]\n'.repeat(900)],
])('%s are read', (_what, text) => {
  expect(whyTooTangled(text, BOUNDS)).toBeUndefined()
})
