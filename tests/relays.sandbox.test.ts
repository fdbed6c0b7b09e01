import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PartyPortName } from '#core/config/parties'
import type { Step } from '#core/trace/step'
import { askPort, type GatewayCall } from '../apps/gateway/gateway.fixture.ts'
import { freePortSettings } from './support/ports.ts'
import { stopNeighbours } from './support/restart.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

let sandbox: TestSandbox
// One of its processes is started again, where it was.
beforeAll(async () => void (sandbox = await openTestSandbox({ env: (await freePortSettings()).env })))
afterAll(() => sandbox.close())

const play = async (variant = '', more = '') => {
  const query = [variant && `${variant}=1`, more].filter(Boolean).join('&')
  return (await sandbox.plain('servicea', `/scenario14?${query}`)).body
}
const stepsOf = async (variant = ''): Promise<Step[]> => (await play(variant, 'trace=1')).trace
const at = (party: PartyPortName, path: string, call?: GatewayCall) => askPort(sandbox.partyPorts[party], path, call)
const statusOf = async (relay: 'relay' | 'piko-relay') => JSON.parse((await at(`${relay}-admin`, '/status')).body)

const LET_IN = { valid: true, status: 200 }
const CUT = { relay: { connecting: 'cut', listening: 'cut' } }
const refused = (status: number, reason: string, more: object = {}) => ({ valid: false, status, reason, ...more })
const NOT_ALLOWED = refused(403, 'claim-not-allowed', { check: 'permission' })
const NOT_PERMITTED = refused(401, 'endpoint not permitted')
const UNBELIEVED = { challenge: expect.stringContaining('error="invalid_token"') }

describe('each variant', () => {
  test.each<[variant: string, answer: object]>([
    ['', LET_IN],
    ['expired', refused(401, 'expired', { check: 'expiry', ...UNBELIEVED })],
    ['other-endpoint', { relay: NOT_ALLOWED, 'piko-relay': NOT_PERMITTED }],
    [
      'listen-elsewhere',
      {
        relay: { 'for C': NOT_ALLOWED, 'for B': NOT_ALLOWED },
        'piko-relay': { 'for C': { valid: true, status: 101 }, 'for B': NOT_PERMITTED },
      },
    ],
    [
      'expired-live',
      {
        relay: { connecting: 'cut', listening: 'cut' },
        'piko-relay': { connecting: 'still open, and answered', listening: 'cut' },
      },
    ],
    ['stolen-by-upstream', { relay: LET_IN, 'piko-relay': LET_IN, 'whoever got it': LET_IN }],
    ['empty-list', { relay: NOT_ALLOWED, 'piko-relay': LET_IN }],
    ['both-headers', { 'the right way': LET_IN, 'the wrong way': refused(401, 'unknown-key', UNBELIEVED) }],
    ['wrong-key', { relay: refused(401, 'unknown-key', UNBELIEVED), 'piko-relay': refused(401, 'invalid token') }],
  ])('%j', async (variant, answer) => {
    expect(await play(variant)).toMatchObject(answer)
  })

  test('B gets the token from the relay of Piko alone, and that for itself from ours', async () => {
    const { relay, 'piko-relay': piko } = await play('stolen-by-upstream')
    expect(relay.received.headers.authorization).toBeUndefined()
    expect(piko.received.headers.authorization).toMatch(/^Bearer e[\w-]{7}…$/)
    const { 'the right way': both } = await play('both-headers')
    expect(both.received.headers.authorization).toMatch(/^Bearer e[\w-]{7}…$/)
    expect(Object.keys(both.received.headers).filter((name) => name.startsWith('x-piko'))).toEqual([])
  })

  test('what stands in the trace is no token', async () => {
    const steps = [...(await stepsOf('stolen-by-upstream')), ...(await stepsOf('both-headers'))]
    expect(JSON.stringify(steps)).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  })
})

const hopsIn = (steps: Step[]) => steps.flatMap(({ who, to }) => (to ? [`${who} → ${to}`] : []))
const askedIn = (steps: Step[]) =>
  steps.filter(({ who, verb }) => who === 'servicea' && verb === 'sends').map(({ what }) => what)

const lapsesIn = (steps: Step[]) =>
  steps.filter(({ verb }) => verb === 'fails').map(({ who, what }) => `${who} ${what}`)

describe('the trace', () => {
  test('has each hop and each check', async () => {
    const steps = await stepsOf()
    expect(hopsIn(steps).filter((hop) => hop !== 'relay → jwt-factory')).toEqual([
      'servicea → jwt-factory',
      'servicea → relay',
      'relay → agent',
      'agent → serviceb',
    ])
    const { checks = [] } =
      steps.find(({ who, verb }) => who === 'relay' && verb === 'checks') ?? expect.fail('no checks')
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['signature', 'endpoint', 'permission']))
  })

  test.each([
    ['empty-list', ['piko-relay to notice that the token names no endpoint', 'piko-relay to keep the token to itself']],
    ['listen-elsewhere', ['piko-relay to notice that the token gives no right to listen']],
    ['expired-live', ['piko-relay to notice that the token of the connection has expired']],
  ])('says as a failure what Piko lets pass: %s', async (variant, expected) => {
    expect(lapsesIn(await stepsOf(variant))).toEqual(expected)
  })

  test('tells two requests that differ in one thing apart, by that thing', async () => {
    expect(askedIn(await stepsOf('both-headers'))).toEqual([
      'GET /echo for serviceb, with the token for the relay in x-piko-authorization and that for the service in Authorization,',
      'GET /echo for serviceb, with that for the service in x-piko-authorization and the token for the relay in Authorization,',
    ])
    expect(askedIn(await stepsOf('stolen-by-upstream')).at(-1)).toContain('as whoever got it could do')
  })

  test('tells who was cut where it tells that time has passed', async () => {
    const steps = await stepsOf('expired-live')
    const passing = steps.flatMap(({ what }, at) =>
      what.includes('pass for the connections of this play') ? [at] : [],
    )
    expect(passing).toHaveLength(2)
    const cut = steps.slice(...passing).filter(({ verb }) => verb === 'refuses')
    expect(cut.map(({ who, what }) => `${who} ${what}`).toSorted()).toEqual([
      'relay to go on with the connection',
      'relay to let it listen any longer',
    ])
    const found = steps.filter(({ verb }) => verb === 'finds')
    expect(found.map(({ what }) => what)).toEqual(['nobody answers: this connection was cut']) // Piko's is open
  })
})

describe('the clock', () => {
  test('is not moved by plays that outlive their tokens, however many do so at once', async () => {
    const [{ since }] = (await statusOf('relay')).listeners
    const plays = await Promise.all([play('expired-live'), play('expired-live'), play(), play('expired-live')])
    expect(plays).toMatchObject([CUT, CUT, LET_IN, CUT])
    expect((await sandbox.plain('neighbours', '/control')).body.clock.moved).toBe(false)
    expect((await statusOf('relay')).listeners).toMatchObject([{ since }]) // the agent of B was not cut
  })

  test('that is moved ends the right of the agent to listen, and it comes back with another token', async () => {
    await play()
    const { listeners: before } = await statusOf('relay')
    await sandbox.clock.advance({ hours: 2 })
    await until('the agent is back', async () => {
      const { listeners } = await statusOf('relay')
      return listeners.length > 0 && listeners[0].until > before[0].until
    })
    await until('a play is good again', async () => (await play()).valid === true)
    await play('wrong-key')
    await sandbox.reset()
    for (const relay of ['relay', 'piko-relay'] as const)
      expect(Object.keys((await statusOf(relay)).refused)).not.toContain('unknown-key')
    await until('a play is good after a reset', async () => (await play()).valid === true)
  })
})

describe('without a play', () => {
  test('the relay lets in whoever has a token of the factory, by a header or by the name of the host', async () => {
    const claims = { aud: 'relay', piko: { endpoints: ['serviceb'] } }
    const { text: token } = await sandbox.plain('jwt-factory', '/issueToken/relay', { method: 'POST', body: claims })
    const authorization = `Bearer ${token}`
    const byHeader = await at('relay', '/echo', { headers: { authorization, 'x-piko-endpoint': 'serviceb' } })
    expect([byHeader.status, JSON.parse(byHeader.body).path]).toEqual([200, '/echo'])
    const byHost = await at('relay', '/echo', { headers: { authorization, host: 'serviceb.example.test' } })
    expect(byHost.status).toBe(200)
    expect((await at('relay', '/echo', { headers: { authorization, host: 'localhost' } })).status).toBe(400)
  })

  test('says who listens until when, and what was refused and why, without any token', async () => {
    await play('other-endpoint')
    const { body } = await at('relay-admin', '/status')
    expect(JSON.parse(body)).toMatchObject({
      listeners: [{ endpoint: 'serviceb', subject: 'serviceb', until: expect.any(Number) }],
      refusals: expect.arrayContaining([
        expect.objectContaining({
          port: 'proxy',
          endpoint: 'serviceb',
          reason: 'claim-not-allowed',
          check: 'permission',
        }),
      ]),
    })
    expect(body).not.toMatch(/eyJ[\w-]+\./)
  })

  test('its ports are told, and its file is left for whoever wants to run one alone', async () => {
    const { parties } = (await sandbox.plain('neighbours', '/')).body
    expect(parties['relay-upstream']).toBe(`localhost:${sandbox.partyPorts['relay-upstream']}`)
    const file = join(sandbox.keysFolder, 'neighbours/piko-relay.yaml')
    expect(await readFile(file, 'utf8')).toContain('dialect: piko')
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0)
  })
})

describe('started late', () => {
  test('neighbours that were away are said to be, and play when they are back', async () => {
    const startAgain = await stopNeighbours(sandbox)
    const away = await sandbox.plain('servicea', '/scenario14')
    expect([away.status, away.body.detail]).toEqual([502, expect.stringContaining('npm run neighbours')])
    await startAgain()
    expect(await play()).toMatchObject(LET_IN)
    expect(await play('expired-live')).toMatchObject(CUT)
  })
})
