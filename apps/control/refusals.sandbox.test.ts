import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { freePorts, settingsFor } from '../../tests/support/ports.ts'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import { sayLine, portSettingsOf } from '../../tests/support/control-lines.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset())

const say = (line: string, env = portSettingsOf(sandbox)) => sayLine(line.split(' '), env)

test('all processes are moved for one moment', async () => {
  const moments: unknown[] = []
  const { set, clock, faults } = sandbox.status().servicea
  const more = { GET: { routes: {}, on: [] } }
  const told = createServer((request, response) => {
    request.on('data', (data: Buffer) => moments.push(JSON.parse(data.toString()).at))
    const state = { set, clock, faults, ...more[request.method as 'GET'] }
    request.on('end', () => response.end(JSON.stringify(state)))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => told.once('listening', resolve))
  onTestFinished(() => void told.close())
  const { port } = told.address() as AddressInfo // of TCP
  const ports = CONTROLLED_NAMES.map((name) => settingsFor(name, { port, tlsPort: 0 }))
  await sayLine(['clock', 'freeze'], Object.assign({ HOST: '127.0.0.1' }, ...ports))
  expect(moments).toEqual(Array(CONTROLLED_NAMES.length).fill(expect.any(Number)))
  expect(new Set(moments).size).toBe(1)
})

const loneFactory = async () => {
  const free = await freePorts(4)
  const ports = (['servicea', 'serviceb', 'servicec', 'neighbours'] as const).map((name, at) =>
    settingsFor(name, { port: free[at] ?? 0, tlsPort: 0 }),
  )
  return Object.assign({}, portSettingsOf(sandbox), ...ports)
}

describe('with the factory alone', () => {
  test.each(['fault jwks down', 'clock advance 10m', 'reset', 'status', 'mint'])(
    '%s is done, and the others are no failure',
    async (line) => {
      const { code, shown, refusals } = await say(line, await loneFactory())
      expect(code).toBe(0)
      expect(shown).not.toBe('')
      expect(refusals[0] ?? 'To ask nobody else: --process jwt-factory.').toContain(
        'To ask nobody else: --process jwt-factory.',
      )
    },
  )

  test('what is for a process that is not there is a failure, and no wrong use', async () => {
    const env = await loneFactory()
    const [nowhere = 0] = await freePorts(1)
    const without = { ...portSettingsOf(sandbox), FACTORY_PORT: String(nowhere) }
    const start = expect.stringMatching(
      /^jwt-factory \(localhost:\d+\) is not running. To start it: npm run jwt-factory\.$/,
    )
    expect(await say('mint', without)).toEqual({ shown: '', refusals: [start], code: 1 })
    expect(await say('fault jwks down', without)).toEqual({
      shown: '',
      refusals: [
        start,
        expect.stringContaining('servicea, serviceb, servicec and neighbours: There is no route "jwks" here.'),
      ],
      code: 1,
    })
    expect((await say('fault hello down', env)).code).toBe(1)
    expect((await say('fault remove f-none', env)).refusals.at(-1)).toContain('jwt-factory: There is no fault "f-none"')
  })
})

describe('what no process knows ends with 2, as a word that the command does not know', () => {
  test.each([
    'mint --ring ../x',
    'mint --segment foo=x',
    'mint --without exp --lifetime 5m',
    'mint --secret x --alg ES999',
    'client remove nobody',
    'client put .x client.json',
    'requests jwks --trace abc',
    'fault jwks issuer x',
  ])('%s', async (line) => {
    const { shown, refusals, code } = await say(line)
    expect({ shown, code }).toEqual({ shown: '', code: 2 })
    expect(refusals[0]).toMatch(/^jwt-factory: [A-Z].*\.$/)
  })
})

test('a fault of key sets goes by * to who publishes one, and nobody refuses it', async () => {
  const { shown, refusals, code } = await say('fault * keys dropped')
  expect({ refusals, code }).toEqual({ refusals: [], code: 0 })
  expect(shown).toMatch(/^ {2}jwt-factory {2}f-/)
})

describe('one that cannot be told', () => {
  test('is named, with what to do, and it is said where it holds', async () => {
    const [nowhere = 0] = await freePorts(1)
    const env = { ...portSettingsOf(sandbox), SERVICEB_PORT: String(nowhere) }
    const away = `serviceb (localhost:${nowhere}) is not running. To start it: npm run serviceb.`
    const { shown, refusals, code } = await say('clock freeze', env)
    expect(shown).toMatch(/^ {2}jwt-factory, servicea, servicec and neighbours {2}the clock says .* frozen\n$/)
    expect(refusals).toEqual([away, 'It holds in jwt-factory, servicea, servicec and neighbours.'])
    expect(code).toBe(0)
    expect((await say('status', env)).refusals).toEqual([away])
    expect(await say('status --process serviceb', env)).toEqual({ shown: '', refusals: [away], code: 1 })
    expect((await say('status --process serviceb,servicec', env)).code).toBe(1)
  })

  test('is not named where it is not meant', async () => {
    const [nowhere = 0] = await freePorts(1)
    const env = { ...portSettingsOf(sandbox), SERVICEB_PORT: String(nowhere) }
    expect((await say('mint', env)).refusals).toEqual([])
    expect((await say('status --process servicec', env)).refusals).toEqual([])
  })

  test('and when nobody is there, the sandbox does not run', async () => {
    const free = await freePorts(CONTROLLED_NAMES.length)
    const env = Object.assign(
      {},
      ...CONTROLLED_NAMES.map((name, index) => settingsFor(name, { port: free[index] ?? 0, tlsPort: 0 })),
    )
    for (const line of ['status', 'clock freeze', 'fault jwks down']) {
      const { shown, refusals, code } = await say(line, env)
      expect({ shown, code }).toEqual({ shown: '', code: 1 })
      expect(refusals).toEqual([
        expect.stringMatching(/^No process of the sandbox can be reached: .* Start it .* "npm start"\.$/),
      ])
    }
  })

  test('may be another program, which listens at the port', async () => {
    let text = ''
    const other = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo // of TCP
    const env = { ...portSettingsOf(sandbox), HOST: '127.0.0.1', SERVICEB_PORT: String(port) }
    for (text of [
      '<h1>hello</h1>',
      'null',
      '"x"',
      '[]',
      '{"set":5,"clock":null,"faults":null,"requests":1,"rings":1}',
    ]) {
      for (const line of ['status', 'clock advance 0s', 'fault list', 'requests hello', 'rings'])
        expect([line, await say(`${line} --process serviceb`, env)]).toMatchObject([
          line,
          { refusals: [`serviceb: No process of the sandbox answers at localhost:${port}.`], code: 1 },
        ])
    }
  })

  test('says why it refuses: the control plane is off, or wants its token', async () => {
    const off = await openTestSandbox({ env: { CONTROL: 'off' } })
    onTestFinished(() => off.close())
    expect((await say('status', portSettingsOf(off))).refusals).toEqual([
      expect.stringMatching(
        /^jwt-factory, servicea, serviceb, servicec and neighbours: The control plane is off: CONTROL=off .* restart/,
      ),
    ])
  })

  test('takes the token of CONTROL_TOKEN, and no other', async () => {
    const token = '7d1c04f2a93b58e60f7ac2d94be81635'
    const guarded = await openTestSandbox({ env: { CONTROL_TOKEN: token } })
    onTestFinished(() => guarded.close())
    const env = portSettingsOf(guarded)
    expect((await say('status', { ...env, CONTROL_TOKEN: token })).refusals).toEqual([])
    expect((await say('status', { ...env, CONTROL_TOKEN: `${token}x` })).refusals).toEqual([
      expect.stringContaining('is not the CONTROL_TOKEN of this process'),
    ])
  })

  test('stops a move of the clock for all, where its own clock is fixed', async () => {
    const clock = { ...sandbox.status().servicea.clock, fixed: 'The clock is fixed.' }
    const fixed = { set: [], clock, faults: [], routes: {}, on: [] }
    const redis = createServer((_request, response) => response.end(JSON.stringify(fixed))).listen(0, '127.0.0.1')
    await new Promise((resolve) => redis.once('listening', resolve))
    onTestFinished(() => void redis.close())
    const { port } = redis.address() as AddressInfo // of TCP
    const env = { ...portSettingsOf(sandbox), HOST: '127.0.0.1', FACTORY_PORT: String(port) }
    expect((await say('clock advance 1h', env)).refusals).toEqual([
      'jwt-factory: The clock is fixed. No clock was moved.',
    ])
    for (const name of ['servicea', 'serviceb', 'servicec', 'neighbours'] as const)
      expect(sandbox.status()[name].clock.moved).toBe(false)
  })
})
