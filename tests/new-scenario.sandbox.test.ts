import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadScenarios, SCENARIOS_FOLDER } from '#scenarios'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** A new scenario is one new file: nothing but the file in this folder knows of it. */
const FIXTURES = join(import.meta.dirname, 'fixtures', 'scenarios')

/** The numbers of ours, as the names of their files have them. */
const OWN = (await readdir(SCENARIOS_FOLDER))
  .filter((name) => /^\d+-[\w-]+\.ts$/.test(name))
  .map((name) => Number.parseInt(name))
  .toSorted((one, other) => one - other)

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ scenarios: await loadScenarios([SCENARIOS_FOLDER, FIXTURES]) })
})
afterAll(() => sandbox.close())

test('the file is found, and its number is that of its name', async () => {
  const scenarios = await loadScenarios([SCENARIOS_FOLDER, FIXTURES])
  expect(scenarios.map(({ number }) => number)).toEqual([...OWN, 99])
  expect(scenarios.at(-1)?.title).toMatch(/^B gets two tokens/)
})

test('without its folder it is not there', async () => {
  expect((await loadScenarios()).map(({ number }) => number)).toEqual(OWN)
  expect(OWN.length).toBeGreaterThanOrEqual(16)
})

test('two files with one number are a fault that names the number', async () => {
  await expect(loadScenarios([FIXTURES, FIXTURES])).rejects.toThrow('number 99')
})

test('it is played', async () => {
  const { status, body } = await sandbox.plain('servicea', '/scenario99')
  expect(status).toBe(200)
  expect(body.good).toMatchObject({ valid: true, claims: { sub: 'servicea', aud: 'serviceb' } })
  expect(body.bad).toMatchObject({ valid: false, reason: 'wrong-audience' })
})

test('?expired=1 expires its tokens', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario99?expired=1')
  expect(body.good).toMatchObject({ valid: false, reason: 'expired', error: { name: 'TokenExpiredError' } })
})

test('?trace=1 tells its steps, those of the callee and of the factory too', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario99?trace=1')
  expect(body.trace[0].sentence).toMatch(/^Service A plays scenario 99: B gets two tokens/)
  const decisions = body.trace.filter(({ verb }: { verb: string }) => verb === 'believes' || verb === 'refuses')
  expect(decisions.map(({ who, verb }: { who: string; verb: string }) => `${who} ${verb}`)).toEqual([
    'jwt-factory believes',
    'serviceb believes',
    'jwt-factory refuses',
    'serviceb refuses',
  ])
})

test('its caller lists it, and the others say who plays it', async () => {
  const { body } = await sandbox.plain('servicea', '/')
  expect(body.routes['GET /scenario99']).toMatch(/^B gets two tokens/)
  const other = await sandbox.plain('serviceb', '/scenario99')
  expect(other.status).toBe(404)
  expect(other.body.detail).toContain('servicea plays scenario 99')
})

test('its callee wants a token, as in all scenarios', async () => {
  const { status, headers, body } = await sandbox.get('serviceb', '/scenario99-server')
  expect(status).toBe(401)
  expect(headers['www-authenticate']).toBe('Bearer realm="serviceb"')
  expect(body).toEqual({ message: 'no token provided' })
})
