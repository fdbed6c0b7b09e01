import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PartyPortName } from '#core/config/parties'
import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import type { Step } from '#core/trace/step'
import { playOutcomeOf } from '../apps/console/plays/outcome.ts'
import { verdictWords } from '../apps/console/plays/verdict-words.ts'
import { askPort, type GatewayCall } from '../apps/gateway/gateway.fixture.ts'
import { GATEWAY_ANSWERS, GATEWAY_HEADLINES, KNOWN_JOHN } from './support/gateway-plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** The first moment of a minute, in which the clock of the sandbox stands still: however slow the machine is, a minute is not over. */
const NOON = '2026-11-27T12:00:00Z'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
  await begin()
})
afterAll(() => sandbox.close())

const play = async (variant = '', more = '') => {
  const query = [variant && `${variant}=1`, more].filter(Boolean).join('&')
  return (await sandbox.plain('servicea', `/scenario13?${query}`)).body
}
const stepsOf = async (variant = ''): Promise<Step[]> => (await play(variant, 'trace=1')).trace
const at = (party: PartyPortName, path: string, call?: GatewayCall) => askPort(sandbox.partyPorts[party], path, call)
const json = async (party: PartyPortName, path: string, call?: GatewayCall) =>
  JSON.parse((await at(party, path, call)).body)
const mint = async () => (await json('stateless-gateway', '/consumers/john_doe/jwt', { method: 'POST' })).token
/** All is as at the beginning, and the clock stands still. */
async function begin(): Promise<void> {
  await sandbox.reset()
  await sandbox.clock.freeze()
  await sandbox.clock.set(NOON)
}

const saidBy = (steps: Step[], who: string) => steps.filter((step) => step.who === who).map(({ sentence }) => sentence)

const readsTotal = async () =>
  Number(/gateway_store_reads_total (\d+)/.exec((await at('plugin-gateway', '/metrics')).body)?.[1])

describe('each variant', () => {
  test.each(GATEWAY_ANSWERS)('%j', async (variant, answer) => {
    const body = await play(variant)
    expect(body).toMatchObject(answer)
    expect(Object.keys(body.stateless?.identity ?? {})).toHaveLength(body.stateless?.valid ? 3 : 0)
    if (variant === 'spoofed-header') expect(JSON.stringify(body)).not.toContain('admin')
  })

  test.each(GATEWAY_HEADLINES)(
    'the headline of %j is its lesson, and its trace no flood',
    async (variant, headline) => {
      const steps = await stepsOf(variant)
      expect(verdictWords(playOutcomeOf(steps, 200)).headline).toContain(headline)
      expect(steps.length).toBeLessThan(45)
    },
  )

  test('B gets the token from the gateway with plugins alone, and nobody gets to see it', async () => {
    const body = await play()
    expect(body.stateless.received.headers.authorization).toBeUndefined()
    expect(body.plugins.received.headers.authorization).toMatch(/^Bearer e[\w-]{7}…$/)
  })

  test('what stands in the trace is no token, whatever the way it went', async () => {
    const steps = [...(await stepsOf('two-tokens')), ...(await stepsOf('expired-believed'))]
    expect(JSON.stringify(steps)).not.toMatch(/eyJ[\w-]+\.|"secret":/)
    const trace = 'a'.repeat(32)
    const traceparent = `00-${trace}-${'b'.repeat(16)}-01`
    const { key, secret } = await json('plugin-gateway', '/consumers/john_doe/jwt', { method: 'POST' })
    const token = mintShared({ iss: key }, sharedSecret(secret), 'HS256')
    expect((await at('plugin-gateway', `/echo?jwt=${token}`, { headers: { traceparent } })).status).toBe(200)
    expect((await sandbox.plain('serviceb', `/traces/${trace}`)).text).not.toMatch(/eyJ[\w-]+\./)
  })
})

describe('the trace', () => {
  test('says how often a store was read: never, once for a black list, and twice for credential and consumer', async () => {
    const steps = await stepsOf()
    expect(saidBy(steps, 'stateless-gateway')).toContain(
      'The stateless gateway goes by the token alone: no store was read.',
    )
    expect(saidBy(steps, 'plugin-gateway')).toContain(
      'The plugin gateway goes by what a store says, which was read 2 times.',
    )
    expect(saidBy(await stepsOf('blacklisted'), 'stateless-gateway').filter((each) => each.includes('read once'))).toHaveLength(2) // prettier-ignore
  })

  test('says as a failure where the plugin is lax', async () => {
    const lax = (await stepsOf('expired-believed')).filter(({ verb }) => verb === 'fails')
    expect(lax).toEqual([
      expect.objectContaining({ who: 'plugin-gateway', what: 'to notice that the token has expired' }),
    ])
  })

  test('has each hop', async () => {
    expect((await stepsOf('rs256')).flatMap(({ who, to }) => (to ? [`${who} → ${to}`] : []))).toEqual([
      'servicea → stateless-gateway',
      'servicea → jwt-factory',
      'servicea → stateless-gateway',
      'stateless-gateway → serviceb',
    ])
  })

  test('counts on /metrics, where plays count like others', async () => {
    const before = await readsTotal()
    await play()
    expect(await readsTotal()).toBe(before + 2)
  })
})

describe('without a play', () => {
  test('the gateway without a store mints a token that lives for an hour, and /echo shows what B received', async () => {
    const token = await mint()
    const headers = { authorization: `Bearer ${token}`, 'x-consumer-id': 'admin' }
    expect(await json('stateless-gateway', '/echo', { headers })).toMatchObject({ path: '/echo', headers: KNOWN_JOHN })
    expect(JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())).toMatchObject({
      sub: KNOWN_JOHN['x-consumer-id'],
      exp: Date.parse(NOON) / 1000 + 3600,
    })
  })

  test('its parties are told with their places, and its secret is kept for nobody else', async () => {
    const { parties } = (await sandbox.plain('neighbours', '/')).body
    expect(parties['stateless-gateway']).toBe(`localhost:${sandbox.partyPorts['stateless-gateway']}`)
    const file = join(sandbox.keysFolder, 'neighbours/gateway/jwt-secret')
    const secret = await readFile(file, 'utf8')
    expect(secret).toMatch(/^[\da-f]{64}\n$/)
    expect(sandbox.logs.join('')).not.toContain(secret.trim())
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})

describe('control', () => {
  test('a minute that is moved on lets a consumer call again', async () => {
    await begin()
    await play('rate-limited')
    expect(await play('rate-limited')).toMatchObject({ 'call 1': { status: 429 } })
    await sandbox.clock.advance({ minutes: 1 })
    expect(await play('rate-limited')).toMatchObject({ 'call 2': { status: 200 }, 'call 3': { status: 429 } })
    await begin()
  })

  test('a reset restores the black list, the credentials and what was counted', async () => {
    const token = await mint()
    const headers = { authorization: `Bearer ${token}` }
    const body = JSON.stringify({ token })
    const asJson = { 'content-type': 'application/json' }
    await at('stateless-gateway', '/blacklist', { method: 'POST', headers: asJson, body })
    expect((await at('stateless-gateway', '/echo', { headers })).status).toBe(401)
    expect((await at('plugin-gateway', '/consumers/john_doe/jwt/mine', { method: 'PUT' })).status).toBe(200)
    await play('rate-limited')
    await begin()
    expect((await at('stateless-gateway', '/echo', { headers })).status).toBe(200)
    expect((await json('plugin-gateway', '/jwts')).data).toEqual([])
    expect(await play('rate-limited')).toMatchObject({ 'call 1': { status: 200 } })
  })
})
