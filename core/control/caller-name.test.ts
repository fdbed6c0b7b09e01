import { describe, expect, test } from 'vitest'
import { callerName, isCallerName } from './caller-name.ts'

const SIGNATURE = 'c2lnbmF0dXJl'
const SHORT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.${SIGNATURE}`
const LONG = `eyJhbGciOiJIUzI1NiIsImtpZCI6Ii0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLSJ9.eyJzdWIiOiJhIn0.${SIGNATURE}`

test.each([
  ['serviceb', 'serviceb'],
  ['jwt-factory', 'jwt-factory'],
  ['curl/8.5.0', 'curl'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla'],
  ['node (any)', 'node'],
  ['lib.name_2+x other', 'lib.name_2+x'],
  ['', undefined],
  [' serviceb', undefined],
  ['{"d":"AAAAAAAAAAAAAAAAAAAAAAAA"}', undefined],
  ['(comment)', undefined],
])('%j is from %j', (agent, name) => expect(callerName(agent)).toBe(name))

describe.each([SHORT, LONG, `x${SHORT}`, `a.b.${LONG}`, `${LONG}${LONG}`])('a token in its place: %s', (token) => {
  test.each(['', '/1.0', ' more', '('])('with %j behind it, it is not shown, nor any part of it', (more) => {
    const name = callerName(token + more)
    expect(name).toContain('jwt:')
    expect(name).not.toMatch(/eyJ|c2lnb/)
    expect(name?.length).toBeLessThanOrEqual(60)
  })
})

test('no more than sixty letters of it are kept', () => {
  for (const agent of ['n'.repeat(15_000), `${'n'.repeat(61)}/1`, 'a.'.repeat(5000)])
    expect(callerName(agent)).toHaveLength(60)
})

test.each(['serviceb', 'curl', 'a.b'])('%j is what somebody can be called by', (name) => {
  expect(isCallerName(name)).toBe(true)
})

test.each(['curl/8', 'two words', '', '*', SHORT, 'n'.repeat(61), 'a\nb', 'ü'])('%j is not', (name) => {
  expect(isCallerName(name)).toBe(false)
})
