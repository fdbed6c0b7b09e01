import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { UsageFault } from '#core/process/command-line'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import { sayLine, portSettingsOf } from '../../tests/support/control-lines.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset())

const say = (line: string, env = portSettingsOf(sandbox)) => sayLine(line.split(' '), env)

describe('all processes', () => {
  test('are told, and what is set is said once where they agree', async () => {
    expect(await say('status')).toEqual({ shown: '  all processes  nothing is set\n', refusals: [], code: 0 })
    await say('clock freeze')
    const { shown, refusals } = await say('clock set 2030-01-01T00:00:00Z')
    expect(refusals).toEqual([])
    expect(shown).toMatch(/^ {2}all processes {2}the clock says 2030-01-01T00:00:00\.000Z: .* frozen\n$/)
    for (const { clock } of Object.values(sandbox.status())) expect(clock.now).toBe('2030-01-01T00:00:00.000Z')
  })

  test('agree on a clock that goes, however late each of them was told', async () => {
    for (const line of ['clock advance 10m', 'clock speed 2', 'clock go', 'clock skew -30s']) await say(line)
    const ahead = Object.values(sandbox.status()).map(({ clock }) => clock.aheadMs)
    expect(Math.max(...ahead) - Math.min(...ahead)).toBeLessThanOrEqual(1) // what is shown is rounded
    expect((await say('clock')).shown).toMatch(/^ {2}all processes {2}the clock says [^\n]+\n$/)
  })

  test('are told apart where they differ', async () => {
    const alone = await say('clock skew -1h --process serviceb')
    expect(alone.shown).toMatch(/^ {2}serviceb {2}the clock says .*: 1 h behind\n$/)
    const lines = (await say('clock')).shown.trimEnd().split('\n')
    expect(lines.map((line) => line.includes('1 h behind'))).toEqual([false, false, true, false, false])
  })

  test('are as before after a reset', async () => {
    for (const line of ['clock advance 10m', 'fault * 503', 'fault preset flaky', 'client put me FILE']) await say(line)
    const status = (await say('status')).shown
    expect(status).toMatch(/all processes +the clock says .*: 10 min ahead\n/)
    expect(status).toMatch(/all processes +f-\w+: every route is to answer 503; it has not happened yet\n/)
    expect(status).toMatch(/jwt-factory +f-\w+: every route is to answer 503 \(with a chance of 0\.3\)/)
    expect(status).toContain('registered clients were changed: me')
    expect(await say('reset')).toEqual({ shown: '  all processes  nothing is set\n', refusals: [], code: 0 })
  })
})

const payloadOf = (token: string) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()

describe('what there is', () => {
  test('rings are listed with their keys and what comes next, all of them or those of a name', async () => {
    const { shown } = await say('rings')
    expect(shown).toMatch(
      /^ {2}jwt-factory +servicea +active +since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +ES256 +[\w-]{43}\n/m,
    )
    expect(shown).toMatch(/^ {2}serviceb +serviceb +active/m)
    const few = (await say('rings servicec')).shown
    expect(few).toContain('servicec')
    expect(few).not.toContain('serviceb')
    expect((await say('rings of-nobody')).shown).toBe('  There is no such ring.\n')
  })

  test('clients are listed with what they may do, and without a secret', async () => {
    await say('client put me FILE')
    const { shown, code } = await say('clients')
    expect(code).toBe(0)
    expect(shown).toMatch(/^ {2}servicea +may call .*serviceb/m)
    expect(shown).toMatch(/^ {2}me +.*new until the next reset$/m)
    expect(shown).not.toMatch(/secret-/)
  })

  test('a service signs any payload with its own key', async () => {
    const { shown } = await say('sign {"sub":"servicea"}')
    expect(shown).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(payloadOf(shown)).toBe('{"sub":"servicea"}')
    expect((await say('sign x --process serviceb')).shown).not.toBe(shown)
    await expect(say('sign x --process jwt-factory')).rejects.toThrow('there is mint')
    await expect(say('sign x --process servicea,serviceb')).rejects.toThrow('One service signs')
  })
})

describe('a fault', () => {
  test('is for those that have the route', async () => {
    expect((await say('fault jwks down --times 3')).shown).toMatch(/^ {2}jwt-factory {2}f-\w+: jwks is to end .*\n$/)
    expect((await say('fault hello 500')).shown).toMatch(/^ {2}servicea, serviceb and servicec {2}f-\w+: hello .*\n$/)
    await expect(sandbox.get('jwt-factory', '/jwks')).rejects.toThrow()
    expect((await say('faults')).shown).toContain('it happened once')
    expect((await say('faults clear')).shown).toBe('  all processes  nothing is set\n')
  })

  test.each([
    ['fault jwkz down', 'There is no route "jwkz" here. Did you mean "jwks"? There are: jwks'],
    ['fault jwks down --process serviceb', 'There is no route "jwks" here.'],
    ['fault remove f999', 'There is no fault "f999": fault list says which there are.'],
  ])('%s is refused', async (line, words) => {
    await expect(say(line)).rejects.toThrow(UsageFault)
    await expect(say(line)).rejects.toThrow(words)
  })

  test('has one id wherever it is set, is taken back by it, and is named', async () => {
    await say('fault hello 503 --process serviceb') // those before it are not everywhere
    const { shown } = await say('fault hello down')
    const [, id = ''] = /^ {2}servicea, serviceb and servicec {2}(f-\w+): hello [^\n]+\n$/.exec(shown) ?? []
    expect((await say(`fault remove ${id}`)).shown).toBe(
      `  servicea, serviceb and servicec  taken back: ${id}: hello is to end the connection without an answer; it has not happened yet\n`,
    )
    expect(Object.values(sandbox.status()).map(({ faults }) => faults.length)).toEqual([0, 0, 1, 0, 0])
    await expect(say(`fault remove ${id}`)).rejects.toThrow(`There is no fault "${id}"`)
  })

  test('has the id that somebody chose, and no other one gets it', async () => {
    expect((await say('fault jwks down --id outage')).shown).toMatch(/^ {2}jwt-factory {2}outage: jwks /)
    expect((await say('fault jwks 503 --id outage')).refusals).toEqual([
      'jwt-factory: There is a fault "outage" already: take it back, or choose another id.',
    ])
    expect((await say('fault preset flaky --id outage2')).shown).toMatch(/ outage2: every route/)
    await say('fault remove outage')
    expect(sandbox.status()['jwt-factory'].faults.map(({ id }) => id)).toEqual(['outage2'])
  })

  test('of a process that was told alone is not taken back by an id that means several', async () => {
    const lone = await openTestSandbox()
    onTestFinished(() => lone.close())
    const env = portSettingsOf(lone)
    const tellAlone = (name: 'jwt-factory' | 'serviceb', on: string) =>
      lone.plain(name, '/control/faults', { method: 'POST', body: { on, effect: { reset: true } } })
    await tellAlone('jwt-factory', 'jwks')
    await tellAlone('serviceb', 'hello')
    await expect(say('fault remove f1', env)).rejects.toThrow(
      'f1 is another fault in each of jwt-factory, serviceb: say with --process which is meant.',
    )
    await say('fault remove f1 --process serviceb', env)
    expect((await say('faults', env)).shown).toMatch(/^ {2}jwt-factory {2}f1: jwks [^\n]+\n$/)
  })
})

test('a token stands alone on its line', async () => {
  const { shown, refusals } = await say('mint --aud serviceb --without exp')
  expect(shown).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(refusals).toEqual([])
  expect((await say('mint --ring a/b')).refusals).toEqual([
    expect.stringMatching(/^jwt-factory: The input does not fit/),
  ])
  expect((await say('mint --secret a --alg X')).refusals).toEqual([
    expect.stringContaining('signedBy.alg: is not one of'),
  ])
})

test('a token by its name stands on its line, and of two each on its own', async () => {
  expect((await say('mint --named exp-30s-ago --ring servicea')).shown).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect((await say('mint --named two-headers')).shown).toMatch(/^(?:[\w-]+\.[\w-]+\.[\w-]+\n){2}$/)
})

test('requests are those of all processes, a line each', async () => {
  await sandbox.get('servicea', '/scenario1')
  const { shown } = await say('requests')
  expect(shown).toMatch(/serviceb +scenario1-server +from servicea +GET \/scenario1-server +200 +[0-9a-f]{32}\n/)
  expect((await say('requests scenario1-server --from nobody')).shown).toBe('  0 requests\n')
  expect((await say('requests verify --from serviceb')).shown).toMatch(/\n {2}1 request\n$/)
  const all = (await say('requests')).shown
  expect((await say('requests *')).shown).toBe(all)
  expect((await say('requests clear')).shown).toBe('  0 requests\n')
})

test.each([
  ['requests jwkz', 'There is no route "jwkz" here. Did you mean "jwks"? There are: jwks'],
  ['requests tls', 'There is no route "tls" here.'],
  ['requests jwks --only serviceb', 'There is no route "jwks" here.'],
])('%s is refused: nobody could ever be seen there', async (line, words) => {
  await expect(say(line)).rejects.toThrow(UsageFault)
  await expect(say(line)).rejects.toThrow(words)
})

test('what comes over the wire moves no terminal, whoever is there', async () => {
  const odd = '\u001b[31m\r\n\u202e\u009b'
  const fault = { id: 'f1', on: 'hello', effect: {}, seen: 0, applied: 0, sentence: odd }
  const answer = { faults: [fault], presets: {} }
  const server = createServer((_request, response) => response.end(JSON.stringify(answer))).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const env = { ...portSettingsOf(sandbox), SERVICEA_PORT: String(Object(server.address()).port) }
  const { shown, refusals } = await say('fault list --process servicea', env)
  expect([shown, refusals]).toEqual([`  servicea  ${String.raw`\u001b[31m\u000d\u000a\u202e\u009b`}\n`, []])
})
