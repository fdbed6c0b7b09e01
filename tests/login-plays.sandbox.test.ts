import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { playOutcomeOf } from '../apps/console/plays/outcome.ts'
import { verdictWords } from '../apps/console/plays/verdict-words.ts'
import { LOGIN_ANSWERS, LOGIN_HEADLINES } from './support/login-plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
let madeAtStart: string[]
const certificates = async () =>
  (await readdir(join(sandbox.keysFolder, 'tls'))).filter((name) => name.includes('istio-ingressgateway-1-18-3'))

beforeAll(async () => {
  sandbox = await openTestSandbox()
  madeAtStart = await certificates()
})
afterAll(() => sandbox.close())

const SECOND_BACKEND = LOGIN_ANSWERS.find(([variant]) => variant === 'second-backend')?.[1] ?? {}

const play = async (variant = '', more = '') => {
  const query = [variant && `${variant}=1`, more].filter(Boolean).join('&')
  return (await sandbox.plain('servicea', `/scenario16?${query}`)).body
}
const stepsOf = async (variant = ''): Promise<Step[]> => (await play(variant, 'trace=1')).trace

test('nobody pays for it who never plays it: before the first play there is no certificate of the gateway', async () => {
  expect(madeAtStart).toEqual([])
  await play('logged-out')
  expect(await certificates()).not.toEqual([])
})

describe('each variant', () => {
  test.each(LOGIN_ANSWERS)('%j', async (variant, answer) => {
    const body = await play(variant)
    expect(body).toMatchObject(answer)
    if (variant === 'spoofed-headers') expect(JSON.stringify(body)).not.toContain('admin')
  })

  test.each(LOGIN_HEADLINES)('the headline of %j is its lesson, and its trace no flood', async (variant, headline) => {
    const steps = await stepsOf(variant)
    expect(verdictWords(playOutcomeOf(steps, 200)).headline).toContain(headline)
    expect(steps.length).toBeLessThan(90)
  })

  test('plays at the same time disturb no other', async () => {
    const variants = LOGIN_ANSWERS.slice(0, 10)
    const answers = await Promise.all(variants.map(([variant]) => play(variant)))
    for (const [at, [variant, answer]] of variants.entries()) expect(answers[at], variant).toMatchObject(answer)
  })
})

describe('the trace', () => {
  test('has each hop, from the first click to the answers of both backends', async () => {
    const hops = new Set((await stepsOf()).map(({ who, to }) => `${who} → ${to}`))
    const way = ['servicea → browser', 'browser → login-gateway', 'browser → jwt-factory', 'login-gateway → web-ui', 'web-ui → backend-api', 'web-ui → second-backend-api'] // prettier-ignore
    expect(way.filter((hop) => !hops.has(hop))).toEqual([])
  })

  test('tells no token, code, state or password', async () => {
    for (const [variant] of LOGIN_ANSWERS) {
      const text = JSON.stringify(await play(variant, 'trace=1'))
      expect(text, variant).not.toMatch(
        /eyJ[\w-]+\.eyJ|[?&](?:code|state|nonce)=|code_challenge=|"password"|__Host-[\w-]+=/,
      )
    }
  })
})

const askGatewayAt = (scheme: 'http' | 'https', path: string) => {
  const { 'login-gateway': plain, 'login-gateway-tls': tls } = sandbox.partyPorts
  return sandbox.ask(`${scheme}://localhost:${scheme === 'http' ? plain : tls}${path}`)
}

describe('without a play', () => {
  test('the plain port sends everybody to the one with TLS, and that to the provider', async () => {
    const { 'login-gateway-tls': tls } = sandbox.partyPorts
    expect(await askGatewayAt('http', '/profile')).toMatchObject({
      status: 301,
      headers: { location: `https://localhost:${tls}/profile` },
    })
    const { status, headers } = await askGatewayAt('https', '/profile')
    expect(status).toBe(302)
    expect(headers['location']).toMatch(/^https:\/\/localhost:\d+\/login\/auth\?/)
  })

  test('nobody comes to the page but by the gateway', async () => {
    const { 'web-ui-login': port } = sandbox.partyPorts
    for (const scheme of ['http', 'https'])
      await expect(sandbox.ask(`${scheme}://localhost:${port}/`)).rejects.toThrow()
  })

  test('no log has a token, a code or the password', () => {
    expect(sandbox.logs.join('')).not.toMatch(/eyJ[\w-]+\.eyJ|[?&]code=[\w-]{10}/)
  })
})

test('the provider signs with another key from one moment to the next: people log in all the same, and the mesh asks anew after a reset', async () => {
  for (let keys = 0; keys < 2; keys++) {
    expect((await sandbox.plain('jwt-factory', '/login/keys', { method: 'POST' })).status).toBe(201)
    expect(await play()).toMatchObject({ person: { name: 'Travis Ester' } })
  }
  await sandbox.reset()
  expect(await play('second-backend')).toMatchObject(SECOND_BACKEND)
})

test('a reset ends all sessions, and the next play begins anew', async () => {
  await sandbox.reset()
  expect(await play()).toMatchObject({ valid: true })
})
