import { describe, expect, test } from 'vitest'
import { openScriptedConsole } from '../test-console.ts'

const TOKEN = 'a-token-of-sixteen-characters'
const ELSEWHERE = { 'x-forwarded-for': '10.0.0.7' }
/** It only takes apart what was sent to it. */
const FOR_ALL = new Set(['POST /api/bench/decode'])
/** It changes nothing, and programs ask it as they ask any control plane. */
const FOR_PROGRAMS = 'POST /control/judge'

const local = await openScriptedConsole()
const guarded = await openScriptedConsole({ env: { CONTROL_TOKEN: TOKEN } })

type Console = typeof local

/** Whatever changes something, and whatever tells a secret. */
async function changingRoutes({ http }: Console): Promise<string[]> {
  const { body } = await http.get('/').expect(200)
  return Object.keys(body.routes as object)
    .filter((name) => !name.startsWith('GET ') || name.endsWith('/tokens'))
    .filter((name) => !FOR_ALL.has(name) && name !== FOR_PROGRAMS)
}

async function ask({ http }: Console, name: string, headers: Record<string, string>): Promise<string> {
  const [method = '', path = ''] = name.split(' ')
  const address = path.replaceAll(/:\w+/g, 'a')
  const asked = {
    GET: http.get(address),
    POST: http.post(address),
    PUT: http.put(address),
    DELETE: http.delete(address),
  }[method]
  const { status, body } = await asked!.set(headers).send(method === 'GET' ? undefined : {})
  return `${status} ${String(body.type ?? '')
    .split(/[:/]/)
    .at(-1)}`
}

const ofPage = { 'x-page-token': local.pageToken }
const names = await changingRoutes(local)

test('there are routes that change something, and one that tells raw tokens', () => {
  expect(names.length).toBeGreaterThan(10)
  expect(names).toContain('GET /api/plays/:traceId/tokens')
})

describe.each(names)('%s', (name) => {
  test('is for pages of this console, on this machine', async () => {
    expect(await ask(local, name, {})).toBe('403 foreign-origin')
    expect(await ask(local, name, { 'x-page-token': 'of-another-start' })).toBe('403 foreign-origin')
    expect(await ask(local, name, { ...ofPage, origin: 'https://evil.test' })).toBe('403 foreign-origin')
    expect(await ask(local, name, { ...ofPage, ...ELSEWHERE })).toBe('403 local-only')
    expect(await ask(local, name, ofPage)).toMatch(/^(?:40[04]|502) /) // let in: the body does not fit, or nobody is there
  })

  test('is for another machine with CONTROL_TOKEN alone', async () => {
    const given = (token: string) => ({ ...ofPage, ...ELSEWHERE, authorization: `Bearer ${token}` })
    expect(await ask(guarded, name, { ...ofPage, ...ELSEWHERE })).toBe('401 control-token')
    expect(await ask(guarded, name, given(`${TOKEN}x`))).toBe('401 control-token')
    expect(await ask(guarded, name, { ...ELSEWHERE, authorization: `Bearer ${TOKEN}` })).toBe('403 foreign-origin')
    expect(await ask(guarded, name, given(TOKEN))).toMatch(/^(?:40[04]|502) /)
  })
})

test(`${FOR_PROGRAMS} is for programs of this machine, and for another one with CONTROL_TOKEN alone`, async () => {
  expect(await ask(local, FOR_PROGRAMS, {})).toBe('400 invalid-input') // let in: the body does not fit
  expect(await ask(local, FOR_PROGRAMS, { origin: 'https://evil.test' })).toBe('403 foreign-origin')
  expect(await ask(local, FOR_PROGRAMS, ELSEWHERE)).toBe('403 local-only')
  expect(await ask(guarded, FOR_PROGRAMS, ELSEWHERE)).toBe('401 control-token')
  const given = (token: string) => ({ ...ELSEWHERE, authorization: `Bearer ${token}` })
  expect(await ask(guarded, FOR_PROGRAMS, given(`${TOKEN}x`))).toBe('401 control-token')
  expect(await ask(guarded, FOR_PROGRAMS, given(TOKEN))).toBe('400 invalid-input')
})

test.each(['/', '/plays', '/keys', '/control', '/bench', '/clients', '/api/plays', '/api/control', '/api/keys'])(
  '%s is shown to another machine',
  async (path) => {
    const { status } = await local.http.get(path).set({ ...ELSEWHERE, accept: 'text/html, application/json' })
    expect(status).toBe(200)
  },
)
