import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import { PARTY_PORTS } from '#core/config/parties'
import { readConfig } from '#core/config/read-config'
import { loadScenarios } from '#scenarios'
import { until } from '../../../tests/support/until.ts'
import { openSmallService } from '../../../tests/support/small-service.ts'
import { openTestSandbox, type TestSandbox } from '../../../tests/support/sandbox.ts'
import type { CaseResult } from '../../probe/probe-report.ts'
import { consoleSettings } from '../config.ts'
import { CAST_ROUTES, CAST_TARGETS } from './cast-routes.ts'
import type { LabRunner } from './lab-runner.ts'
import { PARTY_TARGETS, type PartyTargetName } from './party-targets.ts'
import { createProbeRunner } from './probe-runner.ts'

const PARTIES = PARTY_TARGETS.filter((name) => name !== 'jwt-factory')

let sandbox: TestSandbox
let runner: LabRunner
beforeAll(async () => {
  sandbox = await openTestSandbox()
  const { 'jwt-factory': factory, serviceb, servicec } = sandbox.processes
  const config = readConfig(consoleSettings, {
    KEYS_FOLDER: sandbox.keysFolder,
    FACTORY_PORT: String(factory.port),
    FACTORY_TLS_PORT: String(factory.tlsPort),
    SERVICEB_PORT: String(serviceb.port),
    SERVICEB_TLS_PORT: String(serviceb.tlsPort),
    SERVICEC_PORT: String(servicec.port),
    SERVICEC_TLS_PORT: String(servicec.tlsPort),
    NEIGHBOURS_PORT: String(sandbox.processes.neighbours.port),
    ...Object.fromEntries(PARTIES.map((name) => [PARTY_PORTS[name].variable, String(sandbox.partyPorts[name])])),
  })
  runner = createProbeRunner({ config, clock: systemClock, scenarios: await loadScenarios() })
})
afterAll(() => sandbox.close())

const cases = CATALOGUE.filter(({ family }) => ['header', 'signature'].includes(family))

test.each(CAST_TARGETS)('%s refuses what is bad, and is asked for real', async (cast) => {
  const results: CaseResult[] = []
  const order = { target: { cast } }
  const { signal } = new AbortController()
  const { target, end } = await runner.begin({ order, cases, signal, onResult: (result) => results.push(result) })
  expect(target).toContain(String(sandbox.processes[CAST_ROUTES[cast].role].tlsPort))
  expect(await end).toMatchObject({ stopped: undefined, summary: { findings: 0 } })
  expect(results.filter(({ verdict }) => verdict === 'refused').length).toBeGreaterThan(20)
})

test('the factory, which takes a token in a body, refuses what is bad', async () => {
  const results: CaseResult[] = []
  const { signal } = new AbortController()
  const run = { order: { target: { cast: 'jwt-factory' as const } }, cases, signal }
  const { target, end } = await runner.begin({ ...run, onResult: (result) => results.push(result) })
  expect(target).toBe(`http://localhost:${sandbox.factory.port}/verify/servicea`)
  expect(await end).toMatchObject({ stopped: undefined, summary: { findings: 0 } })
  expect(results.filter(({ verdict }) => verdict === 'refused').length).toBeGreaterThan(20)
})

test.each<[Exclude<PartyTargetName, 'jwt-factory'>, number]>([
  ['plugin-gateway', 2],
  ['piko-relay', 2],
  ['piko-relay-upstream', 1],
  ['relay', 0],
  ['relay-upstream', 0],
])('%s is sent the ways of its system, and has %i of them', async (cast, findings) => {
  const ways = CATALOGUE.filter(({ family }) => family === 'dialect')
  const { signal } = new AbortController()
  const { target, end } = await runner.begin({ order: { target: { cast } }, cases: ways, signal, onResult() {} })
  expect(target).toContain(String(sandbox.partyPorts[cast]))
  expect(await end).toMatchObject({ stopped: undefined, summary: { findings } })
})

test('a run that is stopped before it begins sends nothing', async () => {
  const ending = new AbortController()
  const order = { target: { cast: 'serviceb-scenario7' as const } }
  ending.abort()
  const run = { order, cases, signal: ending.signal, onResult: () => expect.fail('nothing is run') }
  await expect(runner.begin(run)).rejects.toThrow('Somebody stopped it.')
})

test('a run that waits for a read of the key set is stopped at once, and the next can begin', async () => {
  const ending = new AbortController()
  const run = { order: { target: { cast: 'serviceb-scenario7' as const } }, onResult() {} }
  const waiting = CATALOGUE.filter(({ family }) => family === 'life')
  const { end } = await runner.begin({ ...run, cases: waiting, signal: ending.signal })
  const faults = `http://localhost:${sandbox.processes['jwt-factory'].port}/control/faults`
  await until('the issuer publishes another key set', async () =>
    (await (await fetch(faults)).text()).includes('"id":"probe-'),
  )
  ending.abort()
  const { stopped, results = [] } = await end
  expect(stopped).toBe('Somebody stopped it.')
  expect(results.map(({ id }) => id)).toEqual(waiting.map(({ id }) => id))
  expect(results.some(({ reason }) => reason?.includes('Somebody stopped it.'))).toBe(true)
  expect(await (await fetch(faults)).text()).not.toContain('"id":"probe-')
  const again = await runner.begin({ ...run, cases: cases.slice(0, 1), signal: new AbortController().signal })
  expect(await again.end).toMatchObject({ stopped: undefined })
})

test.each([
  [
    { url: 'https://10.1.2.3/orders', audience: 'orders' },
    /is not this machine: this page asks services of this machine alone/,
  ],
  [{ url: 'http://localhost:1/orders', audience: 'orders' }, /Nobody answers/],
])('%o cannot be attacked, and why is said', async (target, why) => {
  const run = { order: { target }, cases, signal: new AbortController().signal, onResult() {} }
  await expect(runner.begin(run)).rejects.toThrow(why)
  await expect(runner.begin(run)).rejects.toMatchObject({ name: 'Problem' })
})

test('what a service expects of a token is found out, with the algorithms that it takes', async () => {
  const url = `https://localhost:${sandbox.processes.serviceb.tlsPort}/scenario7-server`
  const found = await runner.discover({ url })
  expect(found).toMatchObject({ audience: 'serviceb', type: 'at+jwt', algorithms: expect.arrayContaining(['ES256']) })
  expect(found.lines.join('\n')).toContain('aud: serviceb')
})

test.each(['ES256', 'RS256'] as const)(
  'an own service that takes %s alone is run, found out or not; what depends on its leeway only where that is said',
  async (algorithm) => {
    const issuer = `https://localhost:${sandbox.factory.tlsPort}`
    const keysAt = `http://localhost:${sandbox.factory.port}`
    const service = await openSmallService({ issuer, keysAt, audience: 'orders', algorithms: [algorithm] })
    onTestFinished(service.close)
    const own = { url: service.url, audience: 'orders' }
    expect(await runner.discover(own)).toMatchObject({ algorithms: [algorithm] })
    const aboutLeeway = CATALOGUE.filter(({ id }) => ['ok-exp-in-leeway', 'ok-nbf-now', 'ok-aud-array'].includes(id))
    const { signal } = new AbortController()
    const verdictsOf = async (more: { algorithms?: string; leeway?: string }) => {
      const order = { target: { ...own, ...more } }
      const { end } = await runner.begin({ order, cases: aboutLeeway, signal, onResult() {} })
      const { summary, stopped } = await end
      expect(stopped).toBeUndefined()
      return { notRun: summary.byVerdict['not-run'], findings: summary.findings }
    }
    expect(await verdictsOf({})).toEqual({ notRun: 2, findings: 0 })
    expect(await verdictsOf({ algorithms: algorithm, leeway: '0' })).toMatchObject({ findings: 0 })
    expect((await verdictsOf({ leeway: '0' })).notRun).toBeLessThan(2)
  },
)

test('where nobody answers nothing is found out, and why is said', async () => {
  await expect(runner.discover({ url: 'http://localhost:1/orders' })).rejects.toMatchObject({ name: 'Problem' })
})
