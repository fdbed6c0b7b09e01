import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY_OWNERS } from '#core/config/processes'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { tellStory } from './support/stories.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const TRACE = 'abcdef0123456789abcdef0123456789'
const WANTED = { traceparent: `00-${TRACE}-00f067aa0ba902b7-00`, tracestate: 'other=1, jwt-sandbox=tokens' }
const path = `/traces/${TRACE}/tokens`

const heldBy = async () => {
  const answers = await Promise.all(KEY_OWNERS.map(async (name) => [name, await sandbox.plain(name, path)] as const))
  return Object.fromEntries(answers.map(([name, { body }]) => [name, body.map(({ what }: { what: string }) => what)]))
}

describe('npm run play -- … --token', () => {
  test.each([
    ['1', ['jwt-factory: a token (iss "https://jwt-factory/", aud "serviceb")']],
    ['3', ['servicea: a token for serviceb (iss "https://service-issuer", aud "serviceb")']],
    [
      '9',
      ['servicea: an assertion that it is servicea', 'jwt-factory: a token for servicec', 'serviceb: an assertion'],
    ],
    ['11', ['signer: a token for http://localhost:']],
  ])('of scenario %s shows the tokens that were signed, with their steps', async (number, expected) => {
    const { lines } = await tellStory([number, '--token'], sandbox)
    const raw = lines.filter((line) => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(line))
    expect(raw.length).toBeGreaterThanOrEqual(expected.length)
    const told = lines.join(' ').replaceAll(/\s+/g, ' ')
    for (const what of expected) expect(told).toMatch(new RegExp(`step \\d+, ${what.replaceAll(/[()]/g, '\\$&')}`))
    expect(lines.join('\n')).not.toContain('not known')
  })

  test('is what it takes: without it, no token is shown', async () => {
    const { lines } = await tellStory(['9'], sandbox)
    expect(lines.join('\n')).not.toMatch(/eyJ[\w-]+\.eyJ/)
  })

  test('shows tokens that are as good as any', async () => {
    const { lines } = await tellStory(['1', '--token'], sandbox)
    const token = lines.find((line) => line.startsWith('eyJ'))
    const body = { token, aud: 'serviceb', sub: 'servicea' }
    expect((await sandbox.post('jwt-factory', '/verify/servicea', { body })).body.valid).toBe(true)
  })
})

describe('tokens of a play', () => {
  test('are held by whoever signs them, when the play asks for it and for the trace', async () => {
    await sandbox.get('servicea', '/scenario9?trace=1', { headers: WANTED })
    expect(await heldBy()).toEqual({
      'jwt-factory': ['a token for serviceb', 'a token for servicec'],
      servicea: ['an assertion that it is servicea'],
      serviceb: ['an assertion that it is serviceb'],
      servicec: [],
    })
  })

  test.each([
    ['no trace is wanted', '/scenario9', WANTED],
    ['it does not ask', '/scenario9?trace=1', { traceparent: WANTED.traceparent }],
    [
      'it asks for something else',
      '/scenario9?trace=1',
      { ...WANTED, tracestate: 'jwt-sandbox=tokensx,x=jwt-sandbox' },
    ],
  ])('are not held where %s', async (_what, address, headers) => {
    const before = await heldBy()
    await sandbox.get('servicea', address, { headers })
    expect(await heldBy()).toEqual(before)
  })

  test('are given on the plain port alone', async () => {
    for (const name of KEY_OWNERS) {
      const { status, body, text } = await sandbox.get(name, path)
      expect({ status, type: body.type }).toEqual({ status: 403, type: 'urn:jwt-sandbox:problem:local-only' })
      expect(text).not.toMatch(/eyJ[\w-]+\./)
    }
  })
})
