import { afterAll, beforeAll, expect, test } from 'vitest'
import { portSettingsOf, sayLine } from './support/control-lines.ts'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Live policies: what somebody sets is what the sidecars of scenario 12 enforce.

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const { ask, reset } = controlOf(() => sandbox)
const tell = (method: string, body?: object) => ask('neighbours', method, '/mesh', body)

const policyWith = (spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: mine, namespace: default}\nspec: ${spec}\n`
const OPEN_TO_ALL = policyWith('{rules: [{}]}')

/** What the page is told by its two backends. */
async function statuses(): Promise<number[]> {
  const { body } = await sandbox.ask(`http://localhost:${sandbox.partyPorts.ingress}/`)
  return body.backends.map(({ status }: { status: number }) => status)
}

test('they hold for whoever brings no policies of a play along, until a reset', async () => {
  const { status, body } = await tell('PUT', { policies: OPEN_TO_ALL })
  expect([status, body]).toMatchObject([200, { mesh: 'live', count: 1 }])
  expect(await statuses()).toEqual([200, 200])
  expect((await sandbox.plain('servicea', '/scenario12?caller=1')).body).toMatchObject({
    'second-backend-api': { status: 403 },
  })
  expect((await sandbox.plain('neighbours', '/healthz')).body.control).toEqual([
    'the mesh of scenario 12 enforces live policies (one), but for plays',
  ])
  await tell('PUT', { policies: policyWith('{action: DENY, rules: [{to: [{operation: {paths: [/data2]}}]}]}') })
  expect(await statuses()).toEqual([200, 403])
  await reset()
  expect([(await tell('GET')).body, await statuses()]).toEqual([{ mesh: 'walk' }, [403, 403]])
})

test('with a fault they are refused with its place, and nothing changes', async () => {
  const { status, body } = await tell('PUT', { policies: policyWith('{rulez: [{}]}') })
  expect([status, body.detail]).toEqual([400, expect.stringMatching(/line 4, column \d+: .*"rulez".*did you mean/i)])
  expect((await tell('PUT', { policies: '#'.repeat(60_001) })).status).toBe(400)
  expect((await tell('PUT', { policies: '#'.repeat(110_000) })).status).toBe(413)
  expect((await tell('GET')).body).toEqual({ mesh: 'walk' })
})

const say = (line: string) => sayLine(line.split(' '), portSettingsOf(sandbox), OPEN_TO_ALL)

test('they are set and taken back by command', async () => {
  expect((await say('mesh put mine.yaml')).shown).toMatch(
    /enforce one policy that was set at .*; plays bring their own/,
  )
  expect((await say('mesh')).shown).toContain('one policy')
  expect((await say('mesh remove')).shown).toContain('the policies of the walk')
  expect(await statuses()).toEqual([403, 403])
})

test('a user whose issuer has no longer that key is refused a minute later', async () => {
  const claims = { iss: 'https://people/', sub: 'ada', aud: 'backend-api' }
  await sandbox.plain('jwt-factory', '/keys/people')
  const { text: token } = await sandbox.plain('jwt-factory', '/issueToken/people', { method: 'POST', body: claims })
  const headers = { authorization: `Bearer ${token}` }
  const asUser = async () =>
    (await sandbox.ask(`http://localhost:${sandbox.partyPorts.ingress}/`, { headers })).body.backends[0]
      .status as number
  expect(await asUser()).toBe(200)
  expect((await sandbox.plain('jwt-factory', '/utils/keys/people', { method: 'DELETE' })).status).toBeLessThan(300)
  expect(await asUser()).toBe(200)
  expect((await ask('neighbours', 'PUT', '/clock', { advance: '1m' })).status).toBe(200)
  expect(await asUser()).toBe(401)
  await reset()
})
